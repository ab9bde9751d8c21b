// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/network_thread.h"

#include <utility>

#include <openssl/crypto.h>

using namespace Qt::StringLiterals;

namespace tidemark::net {

NetworkThread::NetworkThread()
    : m_context(std::make_unique<QObject>())
{
    m_thread.setObjectName(u"network"_s);
    // On the thread itself, while it still runs: what OpenSSL keeps for a thread goes by itself
    // only some time after wait() has returned, which may be after the end of the program.
    QObject::connect(
        &m_thread, &QThread::finished, &m_thread, [] { OPENSSL_thread_stop(); },
        Qt::DirectConnection);
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
