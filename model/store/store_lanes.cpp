// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_lanes.h"

#include <QCoreApplication>

#include <sqlite3.h>

namespace tidemark::store {
namespace {

constexpr int kInstructionsPerLook = 2000; // of SQLite's virtual machine, some ten microseconds

int isStopped(void *stop)
{
    return static_cast<const std::stop_token *>(stop)->stop_requested() ? 1 : 0;
}

} // namespace

void LaneConnection::openAhead()
{
    if (auto opened = Connection::open(m_options)) {
        m_connection = std::move(*opened);
        m_wasOpen = true;
    }
}

Result<Connection *> LaneConnection::get()
{
    if (m_connection && m_connection->isSuspect())
        m_connection.reset();
    if (!m_connection) {
        auto opened = Connection::open(m_options);
        if (!opened) {
            // What could be opened once is no matter of permissions: its medium is gone.
            if (m_wasOpen && opened.error().code == ErrorCode::PermissionDenied)
                opened.error().code = ErrorCode::Io;
            return failure(opened.error());
        }
        m_connection = std::move(*opened);
    }
    m_wasOpen = true;
    return m_connection.get();
}

// An interrupt alone would be lost between two statements; the handler sees the token in each.
StopGuard::StopGuard(Connection &connection, const std::stop_token &stop)
    : m_connection(connection)
    , m_stop(stop)
    , m_interrupt(stop, [&connection] { connection.interrupt(); })
{
    if (m_stop.stop_possible())
        sqlite3_progress_handler(connection.handle(), kInstructionsPerLook, isStopped, &m_stop);
}

StopGuard::~StopGuard() // the connection outlives the task
{
    sqlite3_progress_handler(m_connection.handle(), 0, nullptr, nullptr);
}

Error cancelledError()
{
    return {
        ErrorCode::Cancelled,
        QCoreApplication::translate("tidemark::store::StoreLanes", "Stopped. Nothing was changed."),
        {}};
}

StoreLanes::StoreLanes(const ConnectionOptions &writer, const ConnectionOptions &reader,
                       ActivityLink meter)
    : m_meter(std::move(meter))
    , m_writer(1, [writer] { return std::make_unique<LaneConnection>(writer); })
    , m_readers(kReaders, [reader] {
        auto lane = std::make_unique<LaneConnection>(reader);
        lane->openAhead(); // a dozen pages of schema, which the first question need not wait for
        return lane;
    })
{}

bool StoreLanes::submitWrite(std::function<void(Result<Connection *>)> work)
{
    return m_writer.submit(
        [work = std::move(work)](LaneConnection &connection) { work(connection.get()); });
}

void StoreLanes::refuse()
{
    m_readers.refuse();
    m_writer.refuse();
}

// The writer closes last, so that it can tidy the log away.
void StoreLanes::end()
{
    m_readers.end();
    m_writer.end();
}

} // namespace tidemark::store
