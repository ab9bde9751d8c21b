// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/remote_api.h"

#include <QFile>
#include <QJsonObject>
#include <QSet>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>

namespace tidemark::test {

/// What a remote of the Roboto kind holds: one value a metric and session, and as many sessions as
/// were asked for, two with one key among them.
struct RemoteState
{
    struct StoredSession
    {
        RemoteSession session;
        QSet<QString> devices;
        std::map<QString, std::optional<ClosedRange>> files;
        std::map<QString, RemoteRecord> records; ///< by metric
    };
    std::map<QString, RemoteDefinition> definitions;
    std::map<QString, StoredSession> sessions;
    QSet<QString> devices;
    std::vector<std::pair<QString, QString>> published; ///< metric and key of session, in order
    int nextUid = 1;
    std::int64_t now_s = 1'800'000'000; ///< its clock, which each change moves on
};

/// A remote in memory, or in a file that outlives the process. Any thread. It is asked before each
/// request what goes wrong with it.
class FakeRemote final : public RemoteApi
{
public:
    enum class Fault
    {
        None,
        Offline,    ///< nothing was sent
        LostBefore, ///< no answer, not done
        LostAfter,  ///< no answer, done
        Busy,       ///< 429, asking for seven seconds
        Server,     ///< 500, not done
        ServerDone, ///< 500, done
        Half,       ///< a batch of which half is done and spoken of; else none
        Forbidden,  ///< 403
        BadRequest, ///< 400
        NotThere,   ///< 404
        TooLarge,   ///< 413
        Insecure,   ///< its certificate is not to be trusted: nothing was sent
        Hang,       ///< no answer until it is stopped
    };
    using Faults = std::function<Fault(const QString &request)>;

    FakeRemote() = default;
    /// Keeps what is done in the file, before it is answered, and reads what is there.
    explicit FakeRemote(const QString &path);

    /// Called within the request, under the remote's lock.
    void setFaults(Faults faults);
    /// Called after each request was worked on, before its answer goes; it may ask the remote.
    void setAfter(std::function<void(const QString &request)> after) { m_after = std::move(after); }
    void setTokenValid(bool isValid);
    /// Which one the token belongs to from now on, with all that it holds.
    void setOrganisation(const QString &uid, RemoteState state)
    {
        const std::lock_guard lock(m_mutex);
        m_organisation = uid;
        m_state = std::move(state);
    }
    /// Metric names that are refused item by item.
    void refuseMetric(const QString &name);
    /// Requests with a value of this metric are refused as a whole, with 400.
    void refuseWholeWith(const QString &name)
    {
        const std::lock_guard lock(m_mutex);
        m_refusedWhole.insert(name);
    }
    /// Requests with more values are answered with 413.
    void setMostItems(std::size_t most);
    /// Items of a page of all lists but query(), which is asked for its own.
    void setPageSize(std::size_t items);
    /// Lists whose request begins so end with a page that says that the first one follows, or, when
    /// they are `fresh`, with one empty page after the other, each with a token of its own.
    void repeatPagesOf(const QString &request, bool isFresh = false)
    {
        const std::lock_guard lock(m_mutex);
        m_endless = request;
        m_isEndlessFresh = isFresh;
    }
    /// Changes what is there as others would.
    void change(const std::function<void(RemoteState &)> &change);
    [[nodiscard]] RemoteState state() const;
    [[nodiscard]] QStringList requests() const;
    /// A session with this key, with its records; the number of them in `count`.
    [[nodiscard]] std::optional<RemoteState::StoredSession> sessionOf(const QString &key,
                                                                      int *count = nullptr) const;

    RemoteFuture<RemoteIdentity> whoAmI(std::stop_token stop) override;
    RemoteFuture<RemoteDefinition> createDefinition(QString name,
                                                    std::optional<QString> description,
                                                    std::stop_token stop) override;
    RemoteFuture<std::optional<RemoteDefinition>> findDefinition(QString name,
                                                                 std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteDefinition>> definitions(std::optional<QString> page,
                                                           std::stop_token stop) override;
    RemoteFuture<RemoteDefinition> describeDefinition(QString name,
                                                      std::optional<QString> description,
                                                      std::stop_token stop) override;
    RemoteFuture<void> removeDefinition(QString name, std::stop_token stop) override;
    RemoteFuture<RemoteSession> createSession(NewRemoteSession session,
                                              std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteSession>> sessionsByKey(QStringList keys,
                                                           std::stop_token stop) override;
    RemoteFuture<std::optional<RemoteSession>> findSession(QString uid,
                                                           std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteSession>> sessions(std::optional<QString> page,
                                                     std::stop_token stop) override;
    RemoteFuture<RemoteSession> updateSession(QString uid, RemoteSessionChange change,
                                              std::stop_token stop) override;
    RemoteFuture<void> removeSession(QString uid, std::stop_token stop) override;
    RemoteFuture<void> createDevice(NewRemoteDevice device, std::stop_token stop) override;
    RemoteFuture<RemotePage<QString>> devices(std::optional<QString> page,
                                              std::stop_token stop) override;
    RemoteFuture<void> attachDevice(QString sessionUid, QString device,
                                    std::stop_token stop) override;
    RemoteFuture<void> detachDevice(QString sessionUid, QString device,
                                    std::stop_token stop) override;
    RemoteFuture<RemotePage<QString>> devicesOf(QString sessionUid, std::optional<QString> page,
                                                std::stop_token stop) override;
    RemoteFuture<RemoteSession> addFiles(QString sessionUid, std::vector<NewContribution> files,
                                         std::stop_token stop) override;
    RemoteFuture<RemoteSession> removeFiles(QString sessionUid, QStringList files,
                                            std::stop_token stop) override;
    RemoteFuture<RemotePublishResult> publish(RemotePublish values, std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteRecord>> recordsOf(QString sessionUid,
                                                      std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteRecord>> query(RemoteQuery query, std::optional<QString> page,
                                                 std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteBucket>> aggregate(RemoteAggregateQuery query,
                                                      std::stop_token stop) override;

private:
    template <class T, class Work>
    [[nodiscard]] RemoteFuture<T> answer(const QString &request, const std::stop_token &stop,
                                         Work work);
    template <class T, class Work>
    [[nodiscard]] RemoteFuture<T> answerLocked(const QString &request, const std::stop_token &stop,
                                               Work work);
    template <class T>
    [[nodiscard]] RemoteFuture<T> hanging(const std::stop_token &stop);
    [[nodiscard]] RemoteResult<RemoteSession>
    withSession(const QString &uid, const std::function<void(RemoteState::StoredSession &)> &work);
    [[nodiscard]] RemotePublishResult store(const RemotePublish &values, std::size_t count);
    [[nodiscard]] static RemoteSession &shown(RemoteState::StoredSession &stored);
    /// One page of a list that is whole at the time.
    template <class T>
    [[nodiscard]] RemotePage<T> pageOf(std::vector<T> items, const std::optional<QString> &page,
                                       std::size_t size) const;
    [[nodiscard]] std::vector<RemoteRecord> valuesOf(const RemoteQuery &query);
    [[nodiscard]] Timestamp tick() { return Timestamp(++m_state.now_s * 1'000'000'000); }
    void load();
    void keep();

    mutable std::mutex m_mutex;
    RemoteState m_state;
    Faults m_faults;
    std::function<void(const QString &)> m_after;
    bool m_isTokenValid = true;
    QString m_organisation = QStringLiteral("og_far");
    QSet<QString> m_refused;
    QSet<QString> m_refusedWhole;
    std::size_t m_most = kMaxRemoteItems;
    std::size_t m_pageSize = 10'000;
    QString m_endless;
    bool m_isEndlessFresh = false;
    QStringList m_requests;
    std::vector<std::shared_ptr<void>> m_hanging; // requests, of several types
    Fault m_fault = Fault::None;                  // of the request in work
    QString m_path;
};

/// Faults at random, each kind about as often, for `percent` of the requests.
[[nodiscard]] FakeRemote::Faults randomFaults(std::mt19937 &random, unsigned percent, int &count);

} // namespace tidemark::test
