// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox_work.h"
#include "model/domain/remote.h"
#include "model/domain/source.h"

#include <QJsonObject>
#include <QString>

namespace tidemark::outbox {

/// How rows of the store are to look there, as the fields of RemoteImage. Any thread.
///
/// A session's times are given by files. One that has times and no file gets a file of its own,
/// `fl_` and its uid: there is no other way to say them. Source: Roboto, session files.
///
/// Tags and the note of a session go into its metadata as `tidemark_tags` and `tidemark_note`.
namespace field {
inline constexpr QLatin1StringView kName("name");
inline constexpr QLatin1StringView kDescription("description");
inline constexpr QLatin1StringView kMetadata("metadata");
inline constexpr QLatin1StringView kLabels("labels");
inline constexpr QLatin1StringView kCustomFields("custom_fields");
inline constexpr QLatin1StringView kDevices("devices"); ///< sorted names
inline constexpr QLatin1StringView kFiles("files");     ///< by uid: [first, last] in ns, or null
inline constexpr QLatin1StringView kUid("uid");         ///< of the remote, in what it shows
} // namespace field

[[nodiscard]] QJsonObject definitionFields(const Definition &definition);
[[nodiscard]] QJsonObject deviceFields(const Device &device, PublishLevel level);
[[nodiscard]] QJsonObject sessionFields(const Session &session,
                                        const std::vector<FileContribution> &files,
                                        PublishLevel level);
/// What the remote says of a session: without devices and files, which it lists elsewhere.
[[nodiscard]] QJsonObject sessionFields(const RemoteSession &session);

/// What creating a session says, from its fields.
[[nodiscard]] NewRemoteSession newSession(const QString &key, const QJsonObject &fields);
/// What differs in name, description and what else an update can change.
[[nodiscard]] RemoteSessionChange sessionChange(const QJsonObject &have, const QJsonObject &want);
/// Members of `want` that `have` lacks, and the other way round.
[[nodiscard]] QStringList devicesWithout(const QJsonObject &from, const QJsonObject &without);
[[nodiscard]] std::vector<NewContribution> filesToAdd(const QJsonObject &have,
                                                      const QJsonObject &want);
[[nodiscard]] QStringList filesToRemove(const QJsonObject &have, const QJsonObject &want);

/// From the first instant to the last of a session's files; nothing where none has a range.
[[nodiscard]] std::optional<ClosedRange> timesOfFiles(const QJsonObject &files);

[[nodiscard]] std::optional<QString> textOf(const QJsonObject &fields, QLatin1StringView key);

/// Takes kNameToldField over from what was known of a metric there: what a person was told of its
/// name is nothing that the remote says.
void keepNameTold(QJsonObject &fields, const QJsonObject &known);

} // namespace tidemark::outbox
