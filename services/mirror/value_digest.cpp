// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/value_digest.h"

#include <QStringList>

#include <algorithm>
#include <bit>
#include <limits>
#include <map>

namespace tidemark::mirror {

using namespace Qt::StringLiterals;

namespace {

// By month; nothing for a text of another form.
std::optional<std::map<std::int64_t, QString>> monthsOf(const QString &digest)
{
    std::map<std::int64_t, QString> months;
    const QStringList parts = digest.split(u';', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const qsizetype colon = part.indexOf(u':');
        bool isNumber = false;
        const std::int64_t begin = part.left(colon).toLongLong(&isNumber);
        if (colon < 0 || !isNumber)
            return std::nullopt;
        months.emplace(begin, part.mid(colon + 1));
    }
    return months;
}

} // namespace

// The sum by its bits: what is compared are two answers of one source.
QString digestOf(const std::vector<RemoteBucket> &months)
{
    QString digest;
    for (const RemoteBucket &month : months)
        digest += u"%1:%2:%3;"_s.arg(month.begin.posixNs())
                      .arg(month.total)
                      .arg(std::bit_cast<std::uint64_t>(month.value), 0, 16);
    return digest;
}

std::optional<Timestamp> firstDifference(const QString &before, const QString &now)
{
    const auto had = monthsOf(before);
    const auto has = monthsOf(now);
    if (!had || !has)
        return Timestamp::min();
    auto a = had->begin();
    auto b = has->begin();
    while (a != had->end() && b != has->end() && *a == *b) {
        ++a;
        ++b;
    }
    if (a == had->end() && b == has->end())
        return std::nullopt;
    const auto beginOf = [](const auto &at, const auto &months) {
        return at == months->end() ? std::numeric_limits<std::int64_t>::max() : at->first;
    };
    return Timestamp(std::min(beginOf(a, had), beginOf(b, has)));
}

} // namespace tidemark::mirror
