// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redirect_rule.h"

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

tl::unexpected<HttpFailure> refused(const QString &why)
{
    return tl::unexpected<HttpFailure>(HttpFailure{HttpFault::RedirectRefused, why});
}

} // namespace

bool isRedirect(const HttpAnswer &answer)
{
    switch (answer.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return !answer.header("Location").isEmpty();
    default:
        return false;
    }
}

tl::expected<RedirectStep, HttpFailure> followRedirect(const HttpAnswer &answer, HttpMethod method,
                                                       Redirects rule, int followed)
{
    const QUrl location = QUrl::fromEncoded(answer.header("Location"), QUrl::StrictMode);
    QUrl target = answer.url.resolved(location);
    target.setFragment(QString());
    const QString to = target.scheme() + u"://"_s + placeOf(target);
    if (method != HttpMethod::Get)
        return refused(u"a "_s + QString::fromLatin1(verbOf(method)) + u" to "_s + to);
    if (followed >= kMaxRedirects)
        return tl::unexpected<HttpFailure>(HttpFailure{HttpFault::RedirectLoop, to});
    // a person's leave for a link-local address holds for the typed one, not for what it points to
    const bool staysHome = location.isValid() && originOf(answer.url) == originOf(target);
    const auto sound = checkUrl(target, staysHome ? LinkLocal::TypedByPerson : LinkLocal::Refused);
    if (!location.isValid() || !sound)
        return refused(sound ? u"unreadable"_s : sound.error().detail);
    if (staysHome)
        return RedirectStep{target, true};
    const bool losesTls = answer.url.scheme() == "https"_L1 && target.scheme() == "http"_L1;
    if (rule == Redirects::SameOrigin || losesTls)
        return refused(to);
    return RedirectStep{target, false};
}

} // namespace tidemark::net
