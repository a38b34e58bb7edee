import mpmath
import numpy as np
import pytest

from optim_viz.linalg import eigen, extreme_eigenvalues, identity, power, solve


def symmetric(dim, count):
    a = np.random.default_rng(dim).standard_normal((dim, dim, count))
    return a + a.swapaxes(0, 1)


def test_powers_of_numbers_have_the_bits_of_powers_of_arrays():
    base = np.random.default_rng(0).random(500)
    for exponent in (1, 2, 3, 10, 77):
        alone = [power(float(number), exponent) for number in base]
        np.testing.assert_array_equal(power(base, exponent), alone)


@pytest.mark.parametrize("dim", [1, 2, 3, 6])
def test_a_singular_system_spoils_only_itself(dim):
    matrices, vectors = symmetric(dim, 5), np.ones((dim, 5))
    matrices[:, :, 1] = 0
    matrices[0, 0, 3] = np.nan
    with np.errstate(all="ignore"):
        solution = solve(matrices, vectors)
    assert not np.isfinite(solution[:, [1, 3]]).any()
    for i in (0, 2, 4):
        np.testing.assert_allclose(matrices[:, :, i] @ solution[:, i], 1.0, rtol=1e-10)


@pytest.mark.parametrize("dim", [1, 2, 3, 6])
def test_extreme_eigenvalues_are_those_of_lapack(dim):
    matrices = symmetric(dim, 20)
    lowest, highest = extreme_eigenvalues(matrices)
    expected = np.linalg.eigvalsh(np.moveaxis(matrices, -1, 0))
    np.testing.assert_allclose(lowest, expected[:, 0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(highest, expected[:, -1], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_eigenvalues_of_a_matrix_that_is_not_finite_are_nan(dim):
    matrices = symmetric(dim, 3)
    matrices[0, 0, 1] = np.nan
    for ends in extreme_eigenvalues(matrices):
        assert np.isnan(ends).tolist() == [False, True, False]


def graded(dim, count, indefinite=False):
    """Return matrices whose curvatures lie up to 12 decades apart, as of variables with units."""
    random = np.random.default_rng(dim)
    a = random.standard_normal((dim, 2 * dim, count))
    core = np.einsum("ikn,jkn->ijn", a, a) / (2 * dim)
    if indefinite:
        core += 2 * identity(core[0]) * random.choice([-1.0, 1.0], (dim, 1, count))
    units = 10.0 ** random.permuted(np.linspace(-6, 6, dim).repeat(count).reshape(dim, -1), axis=0)
    scaled = core * units * units[:, np.newaxis]
    return (scaled + scaled.swapaxes(0, 1)) / 2


def exact(matrix):
    """Return eigenvalues, the lowest first, and eigenvectors, in 60 digits."""
    with mpmath.workdps(60):
        return mpmath.eigsy(mpmath.matrix(matrix.tolist()))


@pytest.mark.parametrize("dim", [2, 3, 4, 7])
@pytest.mark.parametrize("indefinite", [False, True])
def test_the_smallest_eigenvalue_has_its_own_digits(dim, indefinite):
    matrices = graded(dim, 12, indefinite)
    values, _ = eigen(matrices)
    ends = extreme_eigenvalues(matrices)
    for i in range(12):
        expected = np.array([float(value) for value in exact(matrices[..., i])[0]])
        np.testing.assert_allclose(values[:, i], expected, rtol=1e-13)
        np.testing.assert_allclose([ends[0][i], ends[1][i]], expected[[0, -1]], rtol=1e-13)


def test_eigenvalues_that_nearly_cancel_have_their_digits():
    small = 10.0 ** -np.arange(1, 16)
    matrices = np.array([[1 + small, np.ones(15)], [np.ones(15), 1 - small / 3]])
    values, _ = eigen(matrices)
    for i in range(15):
        expected = [float(value) for value in exact(matrices[..., i])[0]]
        np.testing.assert_allclose(values[:, i], expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((1e-9, 1e9), (1e-9, 1e9)),
        ((1e9, 1e-9), (1e-9, 1e9)),
        ((-1e-9, 1e9), (-1e-9, 1e9)),
        ((1e-9, -1e9), (-1e9, 1e-9)),
        ((0.0, 0.0), (0.0, 0.0)),
        ((0.0, 3.0), (0.0, 3.0)),
        ((1e-140, 1e140), (1e-140, 1e140)),
        ((1e-300, 1e-310), (1e-310, 1e-300)),
    ],
)
def test_diagonal_matrices_are_exact(entries, expected):
    matrices = np.diag(entries)[:, :, np.newaxis].repeat(2, axis=2)
    values, axes = eigen(matrices)
    assert values[:, 0].tolist() == list(expected)
    assert set(np.abs(axes).ravel()) == {0.0, 1.0}  # no 6e-17 that lets one into the other


@pytest.mark.parametrize("dim", [2, 3, 5])
def test_axes_have_the_digits_of_their_small_components(dim):
    matrices = graded(dim, 8)
    _, axes = eigen(matrices)
    for i in range(8):
        _, expected = exact(matrices[..., i])
        for k in range(dim):
            axis = np.array([float(expected[j, k]) for j in range(dim)])
            ours = axes[:, k, i] * np.sign(axes[:, k, i] @ axis)
            rtol = 1e-14 if dim == 2 else 1e-8
            np.testing.assert_allclose(ours, axis, rtol=rtol)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200])
def test_a_system_has_its_solution_whatever_its_unit(scale):
    matrices, vectors = symmetric(2, 9), np.random.default_rng(1).standard_normal((2, 9))
    expected = [np.linalg.solve(matrices[..., i], vectors[:, i]) for i in range(9)]
    with np.errstate(all="ignore"):
        both, alone = solve(matrices * scale, vectors * scale), solve(matrices * scale, vectors)
    np.testing.assert_allclose(both.T, expected, rtol=1e-12)
    np.testing.assert_allclose(alone.T * scale, expected, rtol=1e-12)
