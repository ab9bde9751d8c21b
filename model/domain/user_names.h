// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/tags.h"

#include <QLatin1StringView>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace tidemark {

/// The tag that holds the id of a user, in what is recorded of a server's users.
inline constexpr QLatin1StringView kUserTag("user");
/// The tag that tells further entries of the same user apart: 2, 3 and so on.
inline constexpr QLatin1StringView kEntryTag("entry");

/// The names that a person gave to ids of users, by the id. They are kept with the program: no
/// store, no export and no message to another program holds them.
using UserNames = QMap<QString, QString>;

/// A user as one line of a list; without a name the id is shown.
struct NamedUser
{
    QString id;
    QString name;

    friend bool operator==(const NamedUser &, const NamedUser &) = default;
};

/// Why there are no names, and whose would be wrong.
struct UserNameFault
{
    int row = 0; ///< place of the user in the list
    Error error;
};

/// The names of those that have one, as normalisedName() makes them. Any thread. Errors:
/// InvalidArgument for a name that is none, or that two users would have.
[[nodiscard]] tl::expected<UserNames, UserNameFault> namesOf(const std::vector<NamedUser> &users);

/// The tags as a person reads them: a user who has a name goes by it. Any thread.
[[nodiscard]] TagMap shownTags(TagMap tags, const UserNames &names);

/// One text for the id and one for the name of each user.
[[nodiscard]] QStringList textsOf(const UserNames &names);
/// Reads textsOf(); what makes no sense is left out.
[[nodiscard]] UserNames userNamesFrom(const QStringList &texts);

} // namespace tidemark
