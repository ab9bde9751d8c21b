// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/mirror.h"
#include "model/domain/outbox.h"
#include "model/domain/session.h"

#include <QJsonObject>

namespace tidemark::store {

/// Sessions as a source shows them and as the store holds them, one in terms of the other. Any
/// thread.

/// As it would be stored, without id and uid. Errors: InvalidArgument.
[[nodiscard]] Result<Session> storableSession(const FetchedSession &fetched);
/// Everything that can be said of it to a source.
[[nodiscard]] QJsonObject fieldsOf(const Session &session);
/// The same for comparing: times instead of files, nothing that is noted beside.
[[nodiscard]] QJsonObject comparable(const QJsonObject &fields);
/// Takes one field from other fields; where it lacks there, it lacks here.
void copyField(QJsonObject &fields, QLatin1StringView key, const QJsonObject &from);
/// Their side of a conflict; of `theirs`, who changed it and when.
[[nodiscard]] RemoteImage disputedImage(const QJsonObject &fields, const QString &uid,
                                        const Session &theirs);
/// What gives a session the parts of `session` in which both comparable() fields differ.
[[nodiscard]] SessionChange changeTo(const Session &session, const QJsonObject &want,
                                     const QJsonObject &have);
/// What gives `mine` the parts that the fields of a conflict speak of.
[[nodiscard]] SessionChange changeToTheirs(const QJsonObject &theirs, const Session &mine);
/// The session that whole fields of a conflict describe.
[[nodiscard]] Session sessionOfFields(const QJsonObject &fields);

} // namespace tidemark::store
