// SPDX-License-Identifier: GPL-3.0-or-later
// Serves a store on a free port of loopback and prints it, so that a test can kill the server.
// Usage: roboto_server_child STORE
#include "model/store/local_store.h"
#include "services/roboto/server/roboto_server.h"
#include "tests/model/store/store_fixture.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <cstdio>

int main(int argc, char **argv)
{
    using namespace tidemark;
    const QCoreApplication application(argc, argv);
    if (argc != 2)
        return 2;
    QLoggingCategory::setFilterRules(QStringLiteral("tidemark.services.roboto.info=false"));
    const SystemClock clock;
    store::OpenOptions options;
    options.path = QCoreApplication::arguments().at(1);
    const auto store = test::answer(store::LocalStore::open(options));
    if (!store)
        return 1;
    roboto::RobotoServer server(**store, clock, {});
    const auto port = server.start();
    if (!port)
        return 1;
    std::printf("%d\n", int{*port});
    std::fflush(stdout);
    return QCoreApplication::exec();
}
