// SPDX-License-Identifier: GPL-3.0-or-later
// Exports to a file so that a test can kill it meanwhile or let the disk end.
// Usage: exchange_export_child FILE once|limited|for ever
#include "model/ports/clock.h"
#include "services/exchange/csv_exporter.h"
#include "tests/services/exchange/sample_records.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

#include <sys/resource.h>

namespace {

// Files of this process end here, as on a disk that is full.
void limitFiles()
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{300'000, 300'000};
    setrlimit(RLIMIT_FSIZE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    if (arguments.at(2) == QStringLiteral("limited"))
        limitFiles();
    tidemark::test::MemoryStore store;
    tidemark::test::fillWithReadings(store, 20'000);
    const tidemark::SystemClock clock;
    tidemark::exchange::CsvExporter exporter(store.ports(), clock);
    std::puts("ready");
    std::fflush(stdout);
    do {
        const auto done = exporter.writeFile(arguments.at(1), true, {}, {}, {}, {}).takeResult();
        if (!done) {
            std::printf("failed: %s\n", qPrintable(done.error().message));
            return 1;
        }
    } while (arguments.at(2) == QStringLiteral("for ever"));
    return 0;
}
