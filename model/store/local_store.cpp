// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/local_store.h"

#include "model/core/logging.h"
#include "model/core/run_in_background.h"
#include "model/domain/access.h"
#include "model/store/access_port.h"
#include "model/store/backup.h"
#include "model/store/events_board.h"
#include "model/store/notices.h"
#include "model/store/port_sets.h"
#include "model/store/store_gate.h"
#include "model/store/store_opening.h"
#include "model/store/transaction.h"

#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QUuid>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// What is asked of a store just opened has the disk to itself.
constexpr std::chrono::seconds kCheckAfter{2};

// The store must end on the thread that its notices live on, never on one of its own lanes.
void endStore(LocalStore *store)
{
    if (QThread::currentThread() == store->thread())
        delete store;
    else
        store->deleteLater();
}

// A damaged store must not push the backups out that were made while it was sound.
Result<QString> makeBackup(Connection &connection, const QString &storePath,
                           const std::stop_token &stop)
{
    auto written = quickCheck(connection).and_then([&] {
        return writeBackup(connection, dailyBackupPath(storePath, QDate::currentDate()), true,
                           stop);
    });
    if (written)
        pruneBackups(storePath);
    else if (written.error().code != ErrorCode::Cancelled &&
             written.error().code != ErrorCode::Damaged)
        qCWarning(lcStore) << "the daily backup failed:" << written.error().detail;
    return written;
}

/// Stops when one of two does.
struct EitherStop
{
    EitherStop(const std::stop_token &first, const std::stop_token &second)
        : onFirst(first, [this] { source.request_stop(); })
        , onSecond(second, [this] { source.request_stop(); })
    {}

    std::stop_source source;
    std::stop_callback<std::function<void()>> onFirst;
    std::stop_callback<std::function<void()>> onSecond;
};

} // namespace

struct LocalStore::Parts
{
    OpenOptions options;
    SystemClock systemClock;
    EventsBoard events;
    StoreAccess access;
    std::atomic<std::int64_t> seenSeq = 0;
    std::stop_source stop; // for what need not be finished when the store closes
    std::unique_ptr<StoreGate> gate;
    std::unique_ptr<StoreLanes> lanes;
    bool isClosing = false; // the writer's last work was asked for
    std::once_flag ended;

    /// Waits until the lanes have ended. Any thread but theirs.
    void end()
    {
        std::call_once(ended, [this] {
            lanes->end();
            gate->end();
        });
    }

    std::unique_ptr<WriteDesk> desk;
    std::unique_ptr<PortSets> sets;
    std::unique_ptr<AccessPort> accessPort;
    DataPorts ports; // of the local organisation
};

LocalStore::LocalStore(OpenOptions options)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->options = std::move(options);
}

LocalStore::~LocalStore() // lets the lanes finish before anything that they use goes
{
    if (!m_parts->lanes)
        return;
    submitLastWork();
    m_parts->end();
    m_parts->lanes.reset();
}

// The last work of the writer.
void LocalStore::submitLastWork()
{
    Parts &parts = *m_parts;
    parts.stop.request_stop();
    if (std::exchange(parts.isClosing, true))
        return;
    if (!parts.access.isReadOnly)
        (void)parts.lanes->write<void>([&parts](Connection &connection) {
            return parts.gate->close(connection, !parts.desk->readOnlyReason().isEmpty());
        });
    parts.lanes->refuse(); // nothing is written after the mark was taken back
}

QFuture<Result<void>> LocalStore::close()
{
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    submitLastWork();
    waitInBackground([self = shared_from_this(), promise] {
        self->m_parts->end();
        promise->addResult(Result<void>());
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<std::shared_ptr<LocalStore>>> LocalStore::open(OpenOptions options)
{
    using Opened = Result<std::shared_ptr<LocalStore>>;
    std::shared_ptr<LocalStore> store(new LocalStore(std::move(options)), endStore);
    const auto promise = std::make_shared<QPromise<Opened>>();
    promise->start();
    // Whoever takes the answer (takeResult(), as continueOn() does) has the store alone: were it
    // held here for a moment longer, it could end here, and be closed later than its last user let
    // go of it. One who only looks at it (result()) shares the store with the future.
    QThreadPool::globalInstance()->start([store = std::move(store), promise]() mutable {
        auto opened = store->finishOpening();
        promise->addResult(opened ? Opened(std::move(store)) : Opened(failure(opened.error())));
        promise->finish();
    });
    return promise->future();
}

Result<void> LocalStore::finishOpening()
{
    Parts &parts = *m_parts;
    StoreRequest request;
    request.path = parts.options.path;
    request.mayCreate = parts.options.mayCreate;
    request.readOnly = parts.options.readOnly;
    request.readOnlyReason = parts.options.readOnlyReason;
    request.isSample = parts.options.isSample;
    auto access = prepareStore(request);
    if (!access)
        return failure(access.error());
    parts.access = *access;
    const OpenMode readerMode = access->isReadOnly ? access->mode : OpenMode::ReadOnly;
    parts.lanes = std::make_unique<StoreLanes>(ConnectionOptions{request.path, access->mode},
                                               ConnectionOptions{request.path, readerMode},
                                               ActivityLink(parts.options.meter));
    const Clock &clock = parts.options.clock ? *parts.options.clock : parts.systemClock;
    parts.desk = std::make_unique<WriteDesk>(*parts.lanes, parts.events, clock,
                                             QUuid::createUuid().toString(QUuid::Id128));
    parts.desk->refuse(access->readOnlyReason);
    parts.gate = std::make_unique<StoreGate>(access->isChecked);
    parts.desk->setGate(parts.gate.get());
    parts.lanes->setFailureHandler(
        [desk = parts.desk.get()](const Error &error) { desk->noteFailure(error); });
    parts.sets = std::make_unique<PortSets>(*parts.lanes, *parts.desk, parts.events);
    parts.accessPort = std::make_unique<AccessPort>(*parts.lanes, *parts.desk);
    const QString author = parts.options.author.isEmpty() ? u"local"_s : parts.options.author;
    parts.ports = parts.sets->portsFor({QString::fromLatin1(kLocalOrgUid), author});

    // Opening only reads: no other program's lock is waited for, and nothing changes in the file.
    auto seen = parts.lanes->write<std::int64_t>(
        [](Connection &connection) { return lastWriteSeq(connection); });
    const Result<std::int64_t> seq = seen.result();
    if (!seq)
        return failure(seq.error());
    parts.seenSeq = *seq;
    if (!parts.access.isReadOnly && !parts.options.keepsAll)
        parts.sets->retention().begin();
    QMetaObject::invokeMethod(this, &LocalStore::startWatching, Qt::QueuedConnection);
    return {};
}

// So that the first save seldom waits for the check.
void LocalStore::checkAhead()
{
    Parts &parts = *m_parts;
    (void)parts.lanes->write<void>(
        [&parts](Connection &connection) { return parts.gate->check(connection); },
        parts.stop.get_token());
}

// On the thread of the one who has the store by now, and with it the clock that was lent.
void LocalStore::startWatching()
{
    m_parts->sets->retention().note();
    m_parts->events.local().watch(path(), [this] { readForeignChanges(); });
    readForeignChanges(); // what was written since the opening
    if (!m_parts->access.isReadOnly)
        QTimer::singleShot(kCheckAfter, this, &LocalStore::checkAhead);
}

void LocalStore::readForeignChanges()
{
    (void)m_parts->lanes->read<bool>(
        [parts = m_parts.get()](Connection &connection) -> Result<bool> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            const std::int64_t seen = parts->seenSeq;
            std::int64_t last = seen;
            const QStringList organisations = parts->events.organisations();
            for (const QString &uid : organisations) {
                const auto org = OrgScope(uid, {}).org(connection);
                if (!org)
                    continue; // nobody has made it yet
                const auto read = readNotices(connection, *org, seen, parts->desk->origin());
                if (!read)
                    return failure(read.error());
                last = read->last;
                if (read->change)
                    parts->events.post(uid, *read->change);
            }
            parts->seenSeq = last;
            return true;
        });
}

DataPorts LocalStore::ports() const
{
    return m_parts->ports;
}

DataPorts LocalStore::portsFor(const StoreScope &scope)
{
    return m_parts->sets->portsFor(scope);
}

AccessStore &LocalStore::access()
{
    return *m_parts->accessPort;
}

const QString &LocalStore::path() const noexcept
{
    return m_parts->options.path;
}

QString LocalStore::readOnlyReason() const
{
    return m_parts->desk->readOnlyReason();
}

QFuture<Result<QString>> LocalStore::makeDailyBackup(std::stop_token stop)
{
    const auto either = std::make_shared<EitherStop>(m_parts->stop.get_token(), stop);
    const std::stop_token token = either->source.get_token();
    return m_parts->lanes->read<QString>(
        [path = path(), either, token](Connection &connection) {
            return makeBackup(connection, path, token);
        },
        token);
}

} // namespace tidemark::store
