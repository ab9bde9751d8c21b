// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_keeper.h"

#include "app/logging.h"
#include "model/core/continue_on.h"

#include <chrono>
#include <utility>

namespace tidemark {

using namespace std::chrono_literals;

namespace {

constexpr auto kQuiet = 1s;

} // namespace

SessionKeeper::SessionKeeper(std::function<WindowSession()> collect, QObject *parent)
    : QObject(parent)
    , m_collect(std::move(collect))
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
    if (m_path.isEmpty())
        return;
    m_next = {m_path, m_collect()};
    if (!m_isWriting)
        writeNext();
}

void SessionKeeper::writeNext()
{
    // One after the other: two writers would race for the same file.
    m_isWriting = true;
    const Pending now = std::exchange(m_next, std::nullopt).value();
    continueOn(this, writeSession(now.path, now.session), [this](const Result<void> &written) {
        m_isWriting = false;
        if (!written)
            qCWarning(lcApp, "session: %ls", qUtf16Printable(written.error().detail));
        if (m_next)
            writeNext();
    });
}

} // namespace tidemark
