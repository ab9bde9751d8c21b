# SPDX-License-Identifier: GPL-3.0-or-later
"""The side of DuckDB in tidemark_bench_series_peers.

Usage: duckdb_peer.py SAMPLES DATABASE BATCH COLUMNS BEGIN...

SAMPLES holds a signed 64-bit time in ns and a double for each sample. They are written from arrays
of numpy, a batch a transaction, by one thread, which is what an appender does and no slower. Prints
processor seconds of writing, bytes of the file, and the least, the middle and the greatest
milliseconds of a timeline over all, and over the hundredth part of it that begins at each BEGIN.
"""
import os
import sys
import time

import duckdb
import numpy


def main():
    samples, database, batch, columns = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    begins = [int(word) for word in sys.argv[5:]]
    rows = numpy.fromfile(samples, dtype=[("t", "<i8"), ("v", "<f8")])
    connection = duckdb.connect(database)
    connection.execute("SET threads = 1")
    connection.execute("CREATE TABLE s (t BIGINT NOT NULL, v DOUBLE NOT NULL)")
    spent = 0.0
    for first in range(0, len(rows), batch):
        part = {"t": rows["t"][first:first + batch].copy(), "v": rows["v"][first:first + batch].copy()}
        before = time.process_time()
        connection.execute("BEGIN")
        connection.execute("INSERT INTO s SELECT t, v FROM part")
        connection.execute("COMMIT")
        spent += time.process_time() - before
    before = time.process_time()
    connection.execute("CHECKPOINT")
    spent += time.process_time() - before
    begin, end = int(rows["t"][0]), int(rows["t"][-1]) + 1

    def timeline(first, last):
        width = max(1, (last - first) // columns)
        started = time.perf_counter()
        found = connection.execute(
            "SELECT (t - ?) // ? AS c, count(*), min(v), max(v), sum(v) FROM s "
            "WHERE t >= ? AND t < ? GROUP BY c ORDER BY c", [first, width, first, last]).fetchall()
        taken = (time.perf_counter() - started) * 1e3
        if len(found) < columns // 2:
            sys.exit("DuckDB found %d columns" % len(found))
        return taken

    whole = sorted(timeline(begin, end) for _ in begins)
    parts = sorted(timeline(at, at + (end - begin) // 100) for at in begins)
    print(spent, os.path.getsize(database), whole[0], whole[len(whole) // 2], whole[-1],
          parts[0], parts[len(parts) // 2], parts[-1])


main()
