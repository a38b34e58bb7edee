"""A cluster of two workers, one of which is killed halfway."""

import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from optim_viz.executors import benchmark, on_dask

distributed = pytest.importorskip("distributed")


@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_dies_halfway_changes_nothing(recipe, assert_same, monkeypatch):
    monkeypatch.setattr("optim_viz.benchmark.UNIT", 14)
    recipe = replace(recipe, steps=1500, starts=30)
    expected = benchmark(recipe)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        on_dask(cluster.scheduler_address) as executor,
    ):
        victim = next(iter(cluster.workers.values())).pid
        killed = threading.Event()

        def kill(done, total):
            if done > total / 3 and not killed.is_set():
                killed.set()
                os.kill(victim, signal.SIGKILL)

        assert_same(benchmark(recipe, executor=executor, progress=kill), expected)
        assert killed.is_set()
        time.sleep(0.1)


def test_an_address_where_nobody_is():
    from surfaces import InputError

    with pytest.raises(InputError, match="no Dask scheduler"), on_dask("tcp://127.0.0.1:9", 1):
        pass
