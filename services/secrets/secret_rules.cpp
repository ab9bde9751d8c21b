// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/secret_rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct SecretText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::SecretText)
};

} // namespace

Result<void> checkSourceKey(const QString &sourceKey)
{
    if (sourceKey.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       SecretText::tr("There is no source to keep a token for. Save the source "
                                      "first."),
                       u"secret.key"_s);
    return {};
}

Result<void> checkSecret(const QString &sourceKey, const Secret &secret)
{
    if (secret.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       SecretText::tr("The token is empty. Paste it again, or remove the one that "
                                      "is kept."),
                       u"secret.empty"_s);
    return checkSourceKey(sourceKey);
}

} // namespace tidemark
