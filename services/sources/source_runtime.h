// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/remote_api.h"
#include "model/ports/source_links.h"
#include "services/outbox/asked_wait.h"
#include "services/outbox/steady_clock.h"
#include "services/sources/remote_factory.h"
#include "services/sources/source_tokens.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark {

class Clock;
class EndingSources;
class StoreScopes;

namespace outbox {
class OutboxDelivery;
}

/// What every source of a store is served with; all outlive it.
struct LiveParts
{
    DataPorts ports;                   ///< of the organisation whose sources they are
    StoreScopes *scopes = nullptr;     ///< to write what is fetched
    QString organisation;              ///< uid, of the same
    QString author;                    ///< signs what is fetched
    QString storePath;                 ///< beside it lie the locks of the senders
    std::shared_ptr<const void> store; ///< held until what uses it has ended
    EndingSources *ending = nullptr;   ///< keeps the sources that end
    RemoteFactory *remotes = nullptr;
    outbox::SteadyClock *steadyClock = nullptr;
    const Clock *clock = nullptr;
    /// Why the store cannot be written, a sentence for people; empty: it can. Nothing is sent from
    /// one that cannot: what became of it could not be noted.
    QString readOnlyReason = {};
};

/// One source at work: its connection, its sending and its fetching. A change of the connection or
/// of the token ends what is under way and begins anew, which loses nothing: the new sending when
/// the old one has ended. GUI thread; nothing blocks but the destructor, unless it has ended().
class SourceRuntime final : public QObject
{
    Q_OBJECT

public:
    SourceRuntime(const LiveParts &parts, Source source, QObject *parent);
    ~SourceRuntime() override;

    /// The source as it is in the store now. Its token is not one for another origin: that one is
    /// to be told.
    void update(const Source &source);
    /// Its token, or that there is none; nothing is sent before this was told once.
    void setToken(std::optional<FoundToken> token);
    /// Why the token could not be read, such as a keyring that stays locked.
    void setTokenError(const Error &error);
    /// Whether another look for the token may help: there is none, or it was refused.
    [[nodiscard]] bool wantsToken() const;
    /// Whether the token was looked for long enough to say so, and is still looked for.
    [[nodiscard]] bool isTokenLate() const { return !m_knowsToken && m_problem.has_value(); }
    void setOnline(bool isOnline);
    /// The store cannot be written any more, see LiveParts::readOnlyReason.
    void setReadOnly(const QString &reason);
    void readCounts();
    /// Stops all that is under way, for good. A fetch is answered at once.
    void end();
    [[nodiscard]] bool hasEnded() const;

    [[nodiscard]] SourceLink link() const;

    void sendNow();
    [[nodiscard]] QFuture<Result<FetchSummary>> fetch(const FetchRequest &request);
    void stopFetch();
    [[nodiscard]] QFuture<Result<AggregateComparison>>
    compare(AggregateQuery query, AggregateFunction function, std::stop_token stop);

Q_SIGNALS:
    void changed();
    void ended(); ///< after end(): nothing runs any more

private:
    class Fetching;
    class Comparing;
    /// A sending that was told to stop, with what it uses.
    struct OldDelivery
    {
        std::unique_ptr<RemoteApi> sender;
        std::unique_ptr<outbox::OutboxDelivery> delivery;
        QString key; ///< tokenKey() of the source as it was
    };

    void onTokenLate();
    void endTokenWait();
    void connectAgain();
    void disconnectNow();
    void startDelivery();
    void stopDelivery();
    void forgetEnded();
    void tellEnd();
    void onStatus(const DeliveryStatus &status);
    [[nodiscard]] DeliveryStatus deliveryStatus() const;
    [[nodiscard]] DeliveryStatus statusWithoutDelivery() const;
    /// Why nothing is sent, when something keeps it from that.
    [[nodiscard]] std::optional<Error> pausedBy() const;
    void readMarks();
    void endFetch(const Result<FetchSummary> &result);

    LiveParts m_parts;
    Source m_source;
    std::optional<FoundToken> m_token;
    std::optional<Error> m_problem; ///< why there is no connection
    OutboxCounts m_counts;          ///< while nothing is sent
    bool m_hasCounts = false;
    DeliveryStatus m_lastDelivery;    ///< of the sending that ended last
    bool m_hasDeliveryCounts = false; // it has counted for itself
    bool m_isOnline = true;
    bool m_isFetchLost = false; ///< the newest attempt, a fetch, did not reach it
    bool m_knowsToken = false;
    QTimer m_tokenWait;
    bool m_wasRefused = false;                          ///< the last fetch was
    std::shared_ptr<RemoteApi> m_remote;                ///< to fetch with
    std::unique_ptr<RemoteApi> m_sender;                ///< to send with
    std::unique_ptr<outbox::OutboxDelivery> m_delivery; // after m_sender, which it uses
    std::vector<OldDelivery> m_oldDeliveries;
    QString m_deliveryKey;     ///< tokenKey() of what m_delivery sends to
    outbox::AskedWait m_asked; ///< by the service at this address
    bool m_isEnding = false;
    std::unique_ptr<Fetching> m_fetching;
    std::optional<FetchSummary> m_lastFetch;
    std::optional<Timestamp> m_lastFetched;
    std::vector<std::unique_ptr<Comparing>> m_comparing;
};

/// The file that keeps two programs from sending for the same source of a store at once.
[[nodiscard]] QString sendingLockPath(const QString &storePath, const Source &source);

} // namespace tidemark
