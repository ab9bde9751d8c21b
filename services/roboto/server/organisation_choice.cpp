// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/organisation_choice.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct OrgText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Organisation)
};

constexpr int kForbidden = 403;

QString named(const http::HttpRequest &request, QByteArrayView header, QStringView parameter)
{
    if (const auto value = request.headers.value(header); value && !value->isEmpty())
        return QString::fromUtf8(*value);
    return request.target.queryValue(parameter).value_or(QString());
}

} // namespace

tl::expected<QString, RobotoError> memberOf(const Principal &principal, const QString &uid)
{
    const auto &all = principal.organisations;
    const bool isMember = std::any_of(all.begin(), all.end(),
                                      [&](const Organisation &one) { return one.uid == uid; });
    if (isMember)
        return uid;
    return tl::unexpected<RobotoError>(RobotoError{
        RobotoErrorCode::Unauthorized, kForbidden,
        // Not what was named: it may be a token in the wrong place.
        OrgText::tr("This token gives no access to the organisation that the call names. The path "
                    "v1/orgs/caller lists those it gives access to.")});
}

tl::expected<QString, RobotoError> chooseOrganisation(const Principal &principal,
                                                      const http::HttpRequest &request)
{
    const QString owner = named(request, "X-Roboto-Resource-Owner-Id", u"robotoResourceOwnerId");
    if (!owner.isEmpty())
        return memberOf(principal, owner);
    const QString caller = named(request, "X-Roboto-Org-Id", u"robotoOrgId");
    if (!caller.isEmpty())
        return memberOf(principal, caller);
    if (principal.organisations.size() == 1)
        return principal.organisations.front().uid;
    return tl::unexpected<RobotoError>(
        robotoError(RobotoErrorCode::NoOrgProvided,
                    OrgText::tr("This token belongs to several organisations. Name one in the "
                                "header X-Roboto-Org-Id.")));
}

} // namespace tidemark::roboto
