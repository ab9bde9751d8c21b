// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/source_errors.h"

#include "model/ports/source_links.h"

#include <QCoreApplication>

namespace tidemark {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::SourceRuntime)
};

} // namespace

Error noTokenError(const Source &source)
{
    return {ErrorCode::PermissionDenied,
            Text::tr("There is no token for %1. Give one under Sources, Token.").arg(source.name),
            QString(kNoToken), ErrorSubject::Token};
}

Error noSuchSourceError()
{
    return {ErrorCode::NotFound,
            Text::tr("This source is not there any more."),
            {},
            ErrorSubject::Source};
}

Error fetchUnderWayError(const Source &source)
{
    return {ErrorCode::Conflict,
            Text::tr("Something is being fetched from %1 already. Wait for it, or stop it.")
                .arg(source.name),
            {}};
}

Error fetchedSourceGoneError(const Source &source)
{
    return {ErrorCode::NotFound,
            Text::tr("%1 was removed, or leads to another service now, so nothing more is fetched "
                     "from it. What came before stays.")
                .arg(source.name),
            {},
            ErrorSubject::Source};
}

Error keyringWaitsError(const Source &source)
{
    return {ErrorCode::PermissionDenied,
            Text::tr("The keyring has not given the token of %1 yet. Unlock the keyring, or give "
                     "the token for this session under Sources, Token.")
                .arg(source.name),
            QString(kKeyringWaits), ErrorSubject::Token};
}

} // namespace tidemark
