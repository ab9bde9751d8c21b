// SPDX-License-Identifier: GPL-3.0-or-later
// Which threads wait how: the program's first one keeps the loop that the keyring needs.
#include "services/net/event_loops.h"
#include "services/net/network_thread.h"
#include "tests/support/test_registry.h"

#include <QAbstractEventDispatcher>
#include <QPromise>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

QString loopOf(QThread *thread)
{
    return QString::fromLatin1(
        QAbstractEventDispatcher::instance(thread)->metaObject()->className());
}

QString loopOfANewNetworkThread()
{
    net::NetworkThread network;
    const auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    QFuture<QString> name = promise->future();
    network.post([promise] {
        promise->addResult(loopOf(QThread::currentThread()));
        promise->finish();
    });
    return name.result();
}

class EventLoopsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void newThreadsWaitLeanlyAndTheFirstIsLeftAlone();
};

void EventLoopsTest::newThreadsWaitLeanlyAndTheFirstIsLeftAlone()
{
    const QString first = loopOf(QThread::currentThread());
    if (!loopOfANewNetworkThread().contains(u"Glib"_s))
        QSKIP("This Qt waits without GLib anyway.");
    net::useLeanLoopsFromNow();
    QCOMPARE(loopOfANewNetworkThread(), u"QEventDispatcherUNIX"_s);
    QCOMPARE(loopOf(QThread::currentThread()), first);
}

} // namespace

TIDEMARK_TEST(EventLoopsTest)
#include "event_loops_test.moc"
