// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/connection_report.h"
#include "model/domain/delivery_status.h"
#include "model/domain/fetch.h"
#include "model/domain/source.h"
#include "model/ports/secret_store.h"

#include <QFuture>
#include <QObject>

#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

/// The detail of the error that a source without a token is paused with.
inline constexpr QLatin1StringView kNoToken("source.noToken");
/// The detail of the error that a source is paused with while the keyring, asked for its token,
/// does not answer: it waits for its password, as a rule.
inline constexpr QLatin1StringView kKeyringWaits("source.keyringWaits");

/// A source and what goes on with it.
struct SourceLink
{
    Source source;
    DeliveryStatus delivery;
    /// The counts of `delivery` have been read from the store, and its token was looked for.
    bool isRead = true;
    std::optional<SecretPlace> tokenPlace = {}; ///< absent: there is no token for it
    std::optional<Timestamp> lastContact =
        {}; ///< of this or an earlier run, successful or not (Q3)
    std::optional<Timestamp> lastFetched = {};  ///< the end of the last whole fetch
    std::optional<FetchProgress> fetching = {}; ///< while a fetch is under way
    std::optional<FetchSummary> lastFetch = {}; ///< of this run of the program
};

/// An address that this program spoke to, or tried to, in this or an earlier run (Q3).
struct SourceContact
{
    QString address; ///< scheme, host and port
    Timestamp last;
};

/// An address with its token, as the configuration of the Roboto SDK holds it.
struct ConfiguredAccess
{
    QString profile; ///< its name there; empty: of the environment
    QString endpoint;
    Secret token;
};

/// The live side of the open store's sources: connections, sending, fetching, tokens. Lives on the
/// GUI thread; its methods are called there and none blocks; signals and futures arrive there.
class SourceLinks : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~SourceLinks() override;

    /// In order of their names; empty before the store was read once.
    [[nodiscard]] virtual std::vector<SourceLink> links() const = 0;
    [[nodiscard]] virtual std::optional<SourceLink> link(SourceId source) const = 0;
    [[nodiscard]] virtual std::vector<SourceContact> contacts() const = 0;

    /// Tries an address and a token and says what is wrong with them. Nothing is stored.
    [[nodiscard]] virtual QFuture<ConnectionReport> check(ConnectionDraft draft,
                                                          std::stop_token stop) = 0;

    /// What the configuration of the Roboto SDK offers for a new source, its own choice first;
    /// nothing where there is no configuration. Errors: those of one that cannot be read.
    [[nodiscard]] virtual QFuture<Result<std::vector<ConfiguredAccess>>> configuredAccess() = 0;

    /// Whether the desktop has a keyring that can be used.
    [[nodiscard]] virtual QFuture<bool> hasKeyring() = 0;
    /// Keeps the token of a source, in place of an earlier one; sending goes on with it.
    /// Errors: those of SecretStore::set().
    [[nodiscard]] virtual QFuture<Result<void>> setToken(SourceId source, Secret token,
                                                         SecretPlace place) = 0;
    /// Takes the kept token to another place, without a person typing it again; it stays where it
    /// was when that fails. Errors: NotFound (source, token), those of SecretStore.
    [[nodiscard]] virtual QFuture<Result<void>> moveToken(SourceId source, SecretPlace place) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> removeToken(SourceId source) = 0;

    /// Sends now what waits, whatever the interval or the wait after a failure, but not before the
    /// service wants to be asked again.
    virtual void sendNow(SourceId source) = 0;

    /// One fetch at a time for a source. Errors: Conflict while one is under way, NotFound, also of
    /// a source that goes meanwhile.
    [[nodiscard]] virtual QFuture<Result<FetchSummary>> fetch(FetchRequest request) = 0;
    /// Also before it has its token; what came stays.
    virtual void stopFetch(SourceId source) = 0;
    /// Errors: NotFound (source, metric), Network ones as in ConnectionReport, Cancelled.
    /// The metric there is the one of the same name.
    [[nodiscard]] virtual QFuture<Result<AggregateComparison>> compare(SourceId source,
                                                                       AggregateQuery query,
                                                                       AggregateFunction function,
                                                                       std::stop_token stop) = 0;

Q_SIGNALS:
    /// Sources came, went or were changed.
    void linksChanged();
    /// Something about this one is new: its sending, its fetching, its token.
    void linkChanged(tidemark::SourceId source);
};

} // namespace tidemark
