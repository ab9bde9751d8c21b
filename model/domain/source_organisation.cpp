// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/source_organisation.h"

#include <QCoreApplication>

namespace tidemark {

Result<std::optional<QString>> organisationToNote(const Source &source,
                                                  const std::optional<QString> &known,
                                                  const RemoteIdentity &identity)
{
    const QStringList &told = identity.organisations;
    if (!known)
        return told.size() == 1 ? std::optional(told.front()) : std::nullopt;
    if (told.isEmpty() || told.contains(*known))
        return std::optional<QString>();
    return failure(
        Error{ErrorCode::PermissionDenied,
              QCoreApplication::translate(
                  "tidemark::Source",
                  "The token of \"%1\" belongs to the organisation \"%2\", the data here to "
                  "\"%3\". Nothing was sent or fetched. Give a token of \"%3\", or enter the "
                  "organisation in the source and say what the change means.")
                  .arg(source.name, told.front(), *known),
              QString(kOtherOrganisation), ErrorSubject::Organisation});
}

} // namespace tidemark
