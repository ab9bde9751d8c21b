// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/network_thread.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::net {

NetworkThread::NetworkThread()
    : m_context(std::make_unique<QObject>())
{
    m_thread.setObjectName(u"network"_s);
    adopt(*m_context);
    m_thread.start();
}

NetworkThread::~NetworkThread()
{
    // posted, so that clients that went before are taken down first
    post([this] { m_thread.quit(); });
    m_thread.wait();
}

void NetworkThread::post(std::function<void()> job)
{
    QMetaObject::invokeMethod(
        m_context.get(), [job = std::move(job)] { job(); }, Qt::QueuedConnection);
}

} // namespace tidemark::net
