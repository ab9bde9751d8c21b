// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timedelta.h"
#include "model/time/timestamp.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringView>

#include <array>
#include <optional>

namespace tidemark {

/// What speaks at the other end.
enum class SourceKind
{
    Roboto = 1,
};

/// The word in files and answers: `roboto`.
[[nodiscard]] QString sourceKindKey(SourceKind kind);
[[nodiscard]] std::optional<SourceKind> sourceKindFromKey(QStringView key);

/// How much of what is entered goes to a source by itself (R5).
enum class PublishLevel
{
    Off = 0,      ///< nothing is queued, no connection is made
    Summary = 1,  ///< values, metrics, sessions with name, times and devices
    Detailed = 2, ///< besides: tags, notes and what else is said about a session or device
};
inline constexpr std::array kPublishLevels{PublishLevel::Off, PublishLevel::Summary,
                                           PublishLevel::Detailed};

/// The word in files and on the command line: `off summary detailed`.
[[nodiscard]] QString publishLevelKey(PublishLevel level);
[[nodiscard]] std::optional<PublishLevel> publishLevelFromKey(QStringView key);
/// The word on screen, translated.
[[nodiscard]] QString publishLevelLabel(PublishLevel level);

/// A remote service that data comes from or goes to. Never holds a secret: the token is in the
/// desktop's secret service under the source's uid.
struct Source
{
    SourceId id;
    QString uid;  ///< stable, `sr_…`
    QString name; ///< unique in its organisation, for people
    SourceKind kind = SourceKind::Roboto;
    QString endpoint;     ///< `https://host[:port][/path]` without a final slash
    QString organisation; ///< uid of the organisation there; empty: the token's only one
    QString caFile;       ///< a file of certificates that vouch for the server; empty: the system's
    QString pinnedCertificate; ///< SHA-256 of the server's certificate, 64 hex digits; empty: none
    PublishLevel level = PublishLevel::Off;
    Timedelta interval; ///< between two sendings; zero: at once
    QString createdBy;
    Timestamp created;
    QString modifiedBy;
    Timestamp modified;

    friend bool operator==(const Source &, const Source &) = default;
};

struct NewSource
{
    QString name;
    SourceKind kind = SourceKind::Roboto;
    QString endpoint;
    QString organisation = {};
    QString caFile = {};
    QString pinnedCertificate = {};
    PublishLevel level = PublishLevel::Off;
    Timedelta interval = {};
};

/// What another address or another organisation means for what is known of the other side.
enum class SourceMove
{
    SameService,  ///< the same service at a new address: what is known of it still holds
    OtherService, ///< another service: it is met as a new one, and what waits is sent to it
};

/// A change to a source. An absent member leaves that part alone.
struct SourceChange
{
    std::optional<QString> name = {};
    std::optional<QString> endpoint = {};
    std::optional<QString> organisation = {};
    std::optional<QString> caFile = {};
    std::optional<QString> pinnedCertificate = {};
    std::optional<PublishLevel> level = {};
    std::optional<Timedelta> interval = {};
    std::optional<SourceMove> move = {}; ///< read only when isSamePlace() no longer holds
};

/// The detail of the error for a change of place that does not say what it means.
inline constexpr QLatin1StringView kUnsaidMove("source.move");

/// Whether both are the same organisation at the same address: scheme, host, port and path.
[[nodiscard]] bool isSamePlace(const Source &a, const Source &b);

/// Longest time between two sendings, included.
inline constexpr Timedelta kMaxPublishInterval(std::int64_t{7} * 24 * 3600 * 1'000'000'000);

/// The address as it is stored: http or https with a host, host in lower case, final slashes cut.
/// Errors: InvalidArgument for other schemes, credentials, a query or a fragment (C5).
[[nodiscard]] Result<QString> storableEndpoint(const QString &text);
/// 64 lower-case hex digits; colons and blanks are dropped, nothing stays nothing.
/// Errors: InvalidArgument.
[[nodiscard]] Result<QString> storablePin(const QString &text);
/// Errors: InvalidArgument for a negative one and for more than kMaxPublishInterval.
[[nodiscard]] Result<Timedelta> storableInterval(Timedelta interval);

} // namespace tidemark
