// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_lanes.h"

#include <QCoreApplication>

namespace tidemark::store {

Result<Connection *> LaneConnection::get()
{
    if (m_connection && m_connection->isSuspect())
        m_connection.reset();
    if (!m_connection) {
        auto opened = Connection::open(m_options);
        if (!opened)
            return failure(opened.error());
        m_connection = std::move(*opened);
    }
    return m_connection.get();
}

Error cancelledError()
{
    return {
        ErrorCode::Cancelled,
        QCoreApplication::translate("tidemark::store::StoreLanes", "Stopped. Nothing was changed."),
        {}};
}

StoreLanes::StoreLanes(const ConnectionOptions &writer, const ConnectionOptions &reader)
    : m_writer(1, [writer] { return std::make_unique<LaneConnection>(writer); })
    , m_readers(kReaders, [reader] { return std::make_unique<LaneConnection>(reader); })
{}

} // namespace tidemark::store
