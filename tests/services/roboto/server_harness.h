// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/clock.h"
#include "model/store/local_store.h"
#include "services/roboto/server/roboto_server.h"
#include "tests/services/roboto/roboto_client.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <atomic>
#include <memory>
#include <optional>

namespace tidemark::test {

/// A clock that stands still until it is set. Any thread.
class HeldClock final : public Clock
{
public:
    explicit HeldClock(std::int64_t now_ns)
        : m_now_ns(now_ns)
    {}
    [[nodiscard]] Timestamp now() const override { return Timestamp(m_now_ns); }
    void set(std::int64_t now_ns) { m_now_ns = now_ns; }

private:
    std::atomic<std::int64_t> m_now_ns;
};

/// The verdict on a request that cannot be understood.
inline const QByteArray kInvalidRequest = QByteArrayLiteral("400 RobotoInvalidRequestException");

/// A new store in a temporary folder, a server on it, and a client with a token for og_local.
class RobotoHarness
{
public:
    static constexpr std::int64_t kSecond = 1'000'000'000;
    static constexpr std::int64_t kDay = 86'400 * kSecond;
    static constexpr std::int64_t kNow = 1'777'680'000 * kSecond; ///< 2026-05-02T00:00:00Z

    explicit RobotoHarness(const http::HttpLimits &limits = {}, bool monitorsUsers = false);
    ~RobotoHarness();
    RobotoHarness(const RobotoHarness &) = delete;
    RobotoHarness &operator=(const RobotoHarness &) = delete;

    [[nodiscard]] RobotoClient client() const { return {m_port, m_token}; }
    [[nodiscard]] QString newToken(const QStringList &organisations = {QStringLiteral("og_local")},
                                   std::optional<Timestamp> expires = {},
                                   const QString &user = QStringLiteral("ana@example.org"));
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] store::LocalStore &store() { return *m_store; }
    [[nodiscard]] HeldClock &clock() { return m_clock; }
    [[nodiscard]] roboto::RobotoServer &server() { return *m_server; }
    /// Opens the store again, for reading only.
    void reopenReadOnly();

    // What many tests begin with; each returns the id.
    QString device(const QString &id);
    QString session(const QStringList &devices = {});
    QString session(std::int64_t first_ns, std::int64_t last_ns, const QStringList &devices = {});
    void setRange(const QString &session, std::int64_t first_ns, std::int64_t last_ns);
    /// With no device at all unless one is named.
    void publish(const QString &session, const QString &metric, double value,
                 const QJsonValue &device = QJsonValue::Null);

    RobotoClient &operator*() { return *m_client; }
    RobotoClient *operator->() { return m_client.get(); }

private:
    void open(bool isReadOnly);

    QTemporaryDir m_folder;
    HeldClock m_clock{kNow};
    http::HttpLimits m_limits;
    bool m_monitorsUsers = false;
    std::shared_ptr<store::LocalStore> m_store;
    std::unique_ptr<roboto::RobotoServer> m_server;
    quint16 m_port = 0;
    QString m_token;
    std::unique_ptr<RobotoClient> m_client;
};

} // namespace tidemark::test
