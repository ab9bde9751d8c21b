// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_keeper.h"

#include "app/logging.h"

#include <QThreadPool>

#include <chrono>
#include <map>
#include <mutex>
#include <utility>

namespace tidemark {

using namespace std::chrono_literals;

namespace {

constexpr auto kQuiet = 1s;

} // namespace

struct SessionKeeper::Desk
{
    std::mutex mutex;
    std::map<QString, WindowSession> waiting; ///< by file; the newest of each
    bool isWriting = false;

    /// Any thread. True when nobody writes yet, so that the caller must see to it.
    [[nodiscard]] bool put(const QString &path, WindowSession session)
    {
        const std::lock_guard lock(mutex);
        waiting.insert_or_assign(path, std::move(session));
        return !std::exchange(isWriting, true);
    }
    /// Writes until nothing waits. One after the other: two writers would race for a file.
    void writeAll()
    {
        while (const auto next = take()) {
            if (const auto written = writeSessionNow(next.key(), next.mapped()); !written)
                qCWarning(lcApp, "session: %ls", qUtf16Printable(written.error().detail));
        }
    }

private:
    [[nodiscard]] std::map<QString, WindowSession>::node_type take()
    {
        const std::lock_guard lock(mutex);
        if (!waiting.empty())
            return waiting.extract(waiting.begin());
        isWriting = false;
        return {};
    }
};

SessionKeeper::SessionKeeper(std::function<WindowSession()> collect, QObject *parent)
    : QObject(parent)
    , m_collect(std::move(collect))
    , m_desk(std::make_shared<Desk>())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kQuiet);
    connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::write);
}

void SessionKeeper::setPath(const QString &path)
{
    m_timer.stop();
    m_path = path;
}

void SessionKeeper::scheduleSave()
{
    if (!m_path.isEmpty())
        m_timer.start();
}

void SessionKeeper::saveNow()
{
    m_timer.stop();
    write();
}

void SessionKeeper::write()
{
    if (!m_path.isEmpty() && m_desk->put(m_path, m_collect()))
        QThreadPool::globalInstance()->start([desk = m_desk] { desk->writeAll(); });
}

} // namespace tidemark
