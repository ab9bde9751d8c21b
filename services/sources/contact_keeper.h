// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"
#include "services/net/contact_log.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <map>
#include <mutex>
#include <vector>

namespace tidemark {

/// Keeps from run to run when each address was contacted last (Q3), in a file of JSON that several
/// programs may share: of an address the newest time stays, and of addresses the newest 200. A file
/// that cannot be read or written is noted in the log alone.
///
/// Made and destroyed on one thread, whose event loop it uses; reading and writing happen on a
/// thread of its own, some seconds after a contact and at the end, which waits for it.
class ContactKeeper final : public QObject
{
    Q_OBJECT

public:
    /// `log` outlives it. Of an empty `file` nothing is kept.
    ContactKeeper(const QString &file, net::ContactLog &log, QObject *parent = nullptr);
    ~ContactKeeper() override;

    /// Of this run in order of first contact, then those of earlier runs by address; the latter
    /// once the file was read, which takes a moment after the start. Any thread.
    [[nodiscard]] std::vector<SourceContact> contacts() const;

private:
    using Times = std::map<QString, Timestamp>; // by address

    void begin(); // reading and writing
    void merge();
    [[nodiscard]] Times ofThisRun() const;

    QString m_file;
    net::ContactLog &m_log;
    mutable std::mutex m_mutex;
    Times m_earlier;    // under m_mutex: what the file said
    QTimer m_wait;      // until what was noted is written
    QThreadPool m_disk; // last: what it runs uses the rest
};

} // namespace tidemark
