// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/source.h"

#include "model/domain/endpoint_text.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct SourceText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Source)
};

constexpr qsizetype kPinDigits = 64;

bool isHexDigit(QChar digit)
{
    return (digit >= u'0' && digit <= u'9') || (digit >= u'a' && digit <= u'f');
}

} // namespace

QString sourceKindKey(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Roboto:
        return u"roboto"_s;
    }
    return {};
}

std::optional<SourceKind> sourceKindFromKey(QStringView key)
{
    return key == "roboto"_L1 ? std::optional(SourceKind::Roboto) : std::nullopt;
}

QString publishLevelKey(PublishLevel level)
{
    switch (level) {
    case PublishLevel::Off:
        return u"off"_s;
    case PublishLevel::Summary:
        return u"summary"_s;
    case PublishLevel::Detailed:
        return u"detailed"_s;
    }
    return {};
}

std::optional<PublishLevel> publishLevelFromKey(QStringView key)
{
    for (const PublishLevel level : kPublishLevels) {
        if (key == publishLevelKey(level))
            return level;
    }
    return std::nullopt;
}

QString publishLevelLabel(PublishLevel level)
{
    switch (level) {
    case PublishLevel::Off:
        return SourceText::tr("off");
    case PublishLevel::Summary:
        return SourceText::tr("summary");
    case PublishLevel::Detailed:
        return SourceText::tr("detailed");
    }
    return {};
}

bool isSamePlace(const Source &a, const Source &b)
{
    return a.organisation == b.organisation &&
           originOfEndpoint(a.endpoint) == originOfEndpoint(b.endpoint) &&
           QUrl(a.endpoint).path(QUrl::FullyEncoded) == QUrl(b.endpoint).path(QUrl::FullyEncoded);
}

Result<QString> storableEndpoint(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != "http"_L1 && scheme != "https"_L1))
        return failure(ErrorCode::InvalidArgument,
                       SourceText::tr("\"%1\" is no address of a service. Write it as "
                                      "https://host or http://host.")
                           .arg(url.toDisplayString(QUrl::RemoveUserInfo)));
    if (!url.userInfo().isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       SourceText::tr("The address holds a user name or password. Leave it out and "
                                      "give the token instead."));
    if (url.hasQuery() || url.hasFragment())
        return failure(ErrorCode::InvalidArgument,
                       SourceText::tr("The address of a service ends before \"?\" and \"#\". Leave "
                                      "that part out."));
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath({});
    return QString(url.toString(QUrl::FullyEncoded) % path);
}

Result<QString> storablePin(const QString &text)
{
    QString pin = text.toLower();
    pin.remove(u':');
    pin.remove(u' ');
    if (pin.isEmpty())
        return QString();
    if (pin.size() != kPinDigits || !std::all_of(pin.cbegin(), pin.cend(), isHexDigit))
        return failure(ErrorCode::InvalidArgument,
                       SourceText::tr("A certificate is pinned by the 64 hex digits of its SHA-256 "
                                      "fingerprint."));
    return pin;
}

Result<Timedelta> storableInterval(Timedelta interval)
{
    if (interval < Timedelta() || interval > kMaxPublishInterval)
        return failure(ErrorCode::InvalidArgument,
                       SourceText::tr("Values are sent at once or at most seven days apart. Choose "
                                      "a shorter interval."));
    return interval;
}

} // namespace tidemark
