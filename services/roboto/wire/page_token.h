// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QString>

namespace tidemark::roboto {

/// Where the next page of our own server begins: strictly after the position told, so that rows
/// which come or go between two pages neither repeat nor hide others. A token is
/// base64url, without padding, of `v1:json:<json>` (roboto-api 1.5). Any thread.

/// Definitions by name.
struct DefinitionsCursor
{
    QString name;
    friend bool operator==(const DefinitionsCursor &, const DefinitionsCursor &) = default;
};

/// Records of a query by compared time and session.
struct QueryCursor
{
    Timestamp time;
    QString sessionId;
    Timestamp now; ///< what "now" was on the first page
    friend bool operator==(const QueryCursor &, const QueryCursor &) = default;
};

/// Sessions by time of creation and id.
struct SessionsCursor
{
    Timestamp created;
    QString sessionId;
    friend bool operator==(const SessionsCursor &, const SessionsCursor &) = default;
};

/// Devices by id.
struct DevicesCursor
{
    QString deviceId;
    friend bool operator==(const DevicesCursor &, const DevicesCursor &) = default;
};

/// Files of a session by id.
struct FilesCursor
{
    QString fileId;
    friend bool operator==(const FilesCursor &, const FilesCursor &) = default;
};

[[nodiscard]] QString pageToken(const DefinitionsCursor &cursor);
[[nodiscard]] QString pageToken(const QueryCursor &cursor);
[[nodiscard]] QString pageToken(const SessionsCursor &cursor);
[[nodiscard]] QString pageToken(const DevicesCursor &cursor);
[[nodiscard]] QString pageToken(const FilesCursor &cursor);

/// Errors: InvalidArgument for anything that the function above did not make, such as a token of
/// another listing and one of more than kPageTokenMaxBytes.
[[nodiscard]] Result<DefinitionsCursor> definitionsCursor(QStringView token);
[[nodiscard]] Result<QueryCursor> queryCursor(QStringView token);
[[nodiscard]] Result<SessionsCursor> sessionsCursor(QStringView token);
[[nodiscard]] Result<DevicesCursor> devicesCursor(QStringView token);
[[nodiscard]] Result<FilesCursor> filesCursor(QStringView token);

} // namespace tidemark::roboto
