// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/zone_names.h"

#include <QFile>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr std::array kUtcNames{u"UTC",      u"Etc/UTC",   u"Etc/UCT", u"UCT",          u"Zulu",
                               u"Etc/Zulu", u"Universal", u"Z",       u"Etc/Universal"};

/// QTimeZone lists only the main names; the database also holds links from old ones.
bool isInZoneDatabase(const QString &id)
{
    static const QRegularExpression pattern(
        QRegularExpression::anchoredPattern(u"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}"_s));
    // "right" counts leap seconds, which Timestamp does not; "posix" repeats the main names.
    if (!pattern.match(id).hasMatch() || id.startsWith("right/"_L1) || id.startsWith("posix/"_L1))
        return false;
    const QString root = qEnvironmentVariable("TZDIR", u"/usr/share/zoneinfo"_s);
    QFile file(root + u'/' + id);
    return file.open(QIODevice::ReadOnly) && file.read(4) == "TZif";
}

} // namespace

QString canonicalZoneId(QStringView id)
{
    const QStringView trimmed = id.trimmed();
    const bool isUtc = std::any_of(kUtcNames.begin(), kUtcNames.end(), [trimmed](QStringView name) {
        return trimmed.compare(name, Qt::CaseInsensitive) == 0;
    });
    return isUtc ? u"UTC"_s : trimmed.toString();
}

bool isKnownZoneId(const QString &id)
{
    return QTimeZone::isTimeZoneIdAvailable(id.toLatin1()) || isInZoneDatabase(id);
}

QStringList selectableZoneIds()
{
    QStringList ids{u"UTC"_s};
    const QList<QByteArray> known = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &id : known) {
        if (id.contains('/') && !id.startsWith("Etc/"))
            ids.append(QString::fromLatin1(id));
    }
    std::sort(ids.begin() + 1, ids.end());
    return ids;
}

} // namespace tidemark
