import numpy as np
import pytest

from optim_viz.linalg import extreme_eigenvalues, power, solve


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
