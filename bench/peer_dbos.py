"""peer_dbos.py URL THREADS SECONDS - DBOS on PostgreSQL: workflows of five steps, from so many threads
side by side, each waiting for its workflow's end. One line of JSON."""

import importlib.metadata
import json
import sys
import threading
import time

from dbos import DBOS

url, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR", "run_admin_server": False})


@DBOS.step()
def step(number):
    return number


@DBOS.workflow()
def workflow():
    for number in range(5):
        step(number)


DBOS.launch()
done, lock = 0, threading.Lock()


def call(end):
    global done
    mine = 0
    while time.monotonic() < end:
        workflow()
        mine += 1
    with lock:
        done += mine


workflow()
began = time.monotonic()
callers = [threading.Thread(target=call, args=(began + seconds,)) for _ in range(threads)]
for caller in callers:
    caller.start()
for caller in callers:
    caller.join()
took = time.monotonic() - began
found = {"version": importlib.metadata.version("dbos"), "threads": threads, "workflows": done}
print(json.dumps({**found, "steps": 5 * done, "seconds": took}), flush=True)
DBOS.destroy()
