// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/contact_log.h"

#include <QThread>

#include <functional>
#include <memory>

namespace tidemark::net {

/// The thread on which all of the program's HTTP runs, never the GUI's. It begins with the object
/// and ends with it; clients are gone before. Any thread.
class NetworkThread
{
public:
    NetworkThread();
    NetworkThread(const NetworkThread &) = delete;
    NetworkThread &operator=(const NetworkThread &) = delete;
    ~NetworkThread(); // ends the thread after what was posted before

    /// Runs `job` on the thread, after earlier ones.
    void post(std::function<void()> job);
    /// Gives the object, which has no parent, to this thread.
    void adopt(QObject &object) { object.moveToThread(&m_thread); }

    [[nodiscard]] ContactLog &contacts() noexcept { return m_contacts; }

private:
    ContactLog m_contacts;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< lives on the thread: what is posted is posted to it
};

} // namespace tidemark::net
