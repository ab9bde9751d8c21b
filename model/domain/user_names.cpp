// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/user_names.h"

#include "model/core/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

struct NameText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::UserNames)
};

/// Errors: InvalidArgument for one that another user of `taken` has.
Result<QString> freeName(const QString &text, const UserNames &taken)
{
    auto name = normalisedName(text);
    if (!name)
        return name;
    const bool isTaken = std::find(taken.cbegin(), taken.cend(), *name) != taken.cend();
    if (isTaken)
        return failure(
            ErrorCode::InvalidArgument,
            NameText::tr("Two users would be named “%1”. Give each a name of its own.").arg(*name));
    return name;
}

} // namespace

tl::expected<UserNames, UserNameFault> namesOf(const std::vector<NamedUser> &users)
{
    UserNames names;
    for (std::size_t row = 0; row < users.size(); ++row) {
        const NamedUser &user = users[row];
        if (user.name.trimmed().isEmpty())
            continue;
        const auto name = freeName(user.name, names);
        if (!name)
            return tl::unexpected(UserNameFault{static_cast<int>(row), name.error()});
        names.insert(user.id, *name);
    }
    return names;
}

TagMap shownTags(TagMap tags, const UserNames &names)
{
    const auto user = tags.find(kUserTag);
    if (user == tags.end())
        return tags;
    if (const auto name = names.constFind(*user); name != names.cend())
        *user = *name;
    return tags;
}

QStringList textsOf(const UserNames &names)
{
    QStringList texts;
    for (auto name = names.cbegin(); name != names.cend(); ++name)
        texts << name.key() << name.value();
    return texts;
}

UserNames userNamesFrom(const QStringList &texts)
{
    UserNames names;
    for (qsizetype i = 0; i + 1 < texts.size(); i += 2) {
        const auto name = freeName(texts[i + 1], names);
        if (!texts[i].isEmpty() && name)
            names.insert(texts[i], *name);
    }
    return names;
}

} // namespace tidemark
