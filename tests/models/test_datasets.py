"""Data inside the package, and files of the user: whole, cut off, of another kind."""

import gzip

import numpy as np
import pytest

from surfaces import datasets
from surfaces.datasets.readers import read_idx
from surfaces.specs import InputError


def idx(array):
    shape = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, 8, array.ndim]) + shape + array.astype(np.uint8).tobytes()


def write_images(folder, packed=False):
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (12, 4, 3)), np.arange(12) % 3
    for part in ("train", "t10k"):
        for what, array in (("images-idx3", images), ("labels-idx1", labels)):
            content, end = idx(array), ""
            if packed:
                content, end = gzip.compress(content), ".gz"
            (folder / f"{part}-{what}-ubyte{end}").write_bytes(content)
    return images, labels


@pytest.mark.parametrize("name", datasets.names())
def test_sets_of_the_package_are_sound(name):
    data = datasets.get(name)
    assert data.inputs.shape == (data.rows, len(data.input_names))
    assert len(data.targets) == len(data.numbers) == data.rows
    assert np.isfinite(data.inputs).all()
    assert np.isfinite(data.numbers).all()
    assert data.source
    if data.classes:
        assert set(data.targets.tolist()) == set(range(len(data.classes)))
    np.testing.assert_array_equal(datasets.get(name, 0).inputs, data.inputs)


@pytest.mark.parametrize("name", ["line", "interval", "clusters", "moons", "spirals"])
def test_the_seed_decides_synthetic_rows(name):
    assert not np.array_equal(datasets.get(name, 1).inputs, datasets.get(name, 2).inputs)


def test_the_digits_are_those_of_uci():
    data = datasets.get("digits")
    everything = np.concatenate([data.targets, data.held_out.targets])
    assert np.bincount(everything).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    pixels = np.concatenate([data.inputs, data.held_out.inputs]) * 16
    assert pixels.sum() == 561_718
    assert data.licence == "CC BY 4.0"


def test_the_line_of_forbes_is_that_of_weisberg():
    """Weisberg 1980: 100 log10 pressure = -42.1 + 0.895 temperature; row 12 is 1.36 above it."""
    data = datasets.get("forbes")
    slope, base = np.polyfit(data.inputs[:, 0], data.targets, 1)
    assert slope / 10 == pytest.approx(0.895, abs=1e-3)
    assert base + 140 - 20 * slope == pytest.approx(-42.1, abs=0.1)
    residuals = data.targets - base - slope * data.inputs[:, 0]
    assert residuals.argmax() == 11
    assert residuals[11] == pytest.approx(1.36, abs=0.01)


@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_are_read(tmp_path, packed):
    images, labels = write_images(tmp_path, packed)
    data = datasets.get(str(tmp_path))
    np.testing.assert_array_equal(data.inputs, images.reshape(12, 12) / 255)
    np.testing.assert_array_equal(data.targets, labels)
    assert data.classes == ("0", "1", "2")
    assert data.held_out.rows == 12


def test_idx_files_that_are_missing_cut_off_or_others(tmp_path):
    with pytest.raises(InputError, match="has no train-images-idx3-ubyte"):
        datasets.get(str(tmp_path))
    write_images(tmp_path)
    path = tmp_path / "train-images-idx3-ubyte"
    whole = path.read_bytes()
    for content, message in [
        (whole[:-1], "cut off or damaged: 159 bytes, not 160"),
        (whole[:9], "cut off or damaged"),
        (b"\x89PNG....", "no IDX file: it begins with 89 50 4e 47"),
        (b"", "begins with nothing"),
        (gzip.compress(whole)[:-9], "cut off or damaged"),
    ]:
        path.write_bytes(content)
        with pytest.raises(InputError, match=message):
            read_idx(path)
    path.write_bytes(idx(np.zeros((5, 4, 3))))
    with pytest.raises(InputError, match="do not match"):
        datasets.get(str(tmp_path))


def test_npz_files_are_read(tmp_path):
    path = tmp_path / "images.npz"
    x, y = np.arange(24, dtype=np.uint8).reshape(4, 3, 2), np.array([1, 5, 5, 1])
    np.savez(path, x_train=x, y_train=y, x_test=x[:2], y_test=y[:2])
    data = datasets.get(str(path))
    np.testing.assert_array_equal(data.inputs, x.reshape(4, 6) / 255)
    assert data.classes == ("1", "5")
    assert data.targets.tolist() == [0, 1, 1, 0]
    assert data.held_out.rows == 2
    np.savez(path, a=x)
    with pytest.raises(InputError, match="has no x and y, nor x_train and y_train, but a"):
        datasets.get(str(path))
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="cannot be read"):
        datasets.get(str(path))


def test_csv_files_are_read(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("width,height,kind\n1,2,cat\n3,4,dog\n5,6,cat\n")
    data = datasets.get(str(path))
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert data.classes == ("cat", "dog")
    assert data.target_name == "kind"
    for text, message in [
        ("x,y\n1,2\n3\n", "line 3: 1 values, not 2"),
        ("x,y\na,2\n", "line 2: inputs are numbers"),
        ("x\n1\n", "too few"),
        ("x,y\n1,nan\n", "missing or infinite"),
        ("", "no CSV file with a header"),
    ]:
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            datasets.get(str(path))


def test_an_unknown_set_names_the_nearest():
    with pytest.raises(InputError, match="digits"):
        datasets.get("digitz")
