// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/common_options.h"

#include "app/commands/text.h"
#include "app/store_location.h"

#include <array>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

void addCommonOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"store"_s, Text::tr("Use this store file instead of the user's own."), u"FILE"_s},
        {u"zone"_s,
         Text::tr("Time zone for calendar periods, times without an offset and output; "
                  "UTC unless given. An IANA name, or \"system\"."),
         u"ZONE"_s, u"UTC"_s},
        {u"week-start"_s, Text::tr("First day of the week; monday unless given."), u"DAY"_s,
         u"monday"_s},
        {u"locale"_s,
         Text::tr("How typed numbers and dates are read, as in de_DE; C unless given."), u"NAME"_s,
         u"C"_s},
        {u"format"_s,
         Text::tr("csv, tsv, json, jsonl or table; table on a terminal, else csv unless given."),
         u"FORMAT"_s},
        {u"quiet"_s, Text::tr("No messages; errors are still told.")},
        {u"dry-run"_s, Text::tr("Say what would be done and change nothing.")},
        {{u"h"_s, u"help"_s}, Text::tr("Show this help.")},
        {{u"v"_s, u"version"_s}, Text::tr("Show the version.")},
    });
}

Result<CommonOptions> readCommonOptions(const QCommandLineParser &parser)
{
    CommonOptions options;
    options.storePath = parser.isSet(u"store"_s) ? parser.value(u"store"_s) : defaultStorePath();
    const QString zoneId = parser.value(u"zone"_s);
    if (zoneId == "system"_L1) {
        options.calendar.zone = Zone::system();
    } else {
        auto zone = Zone::fromId(zoneId);
        if (!zone)
            return failure(zone.error());
        options.calendar.zone = *zone;
    }
    const auto day = parseWeekday(parser.value(u"week-start"_s));
    if (!day)
        return failure(day.error());
    options.calendar.weekStart = *day;
    const QString locale = parser.value(u"locale"_s);
    options.locale = QLocale(locale);
    if (options.locale.language() == QLocale::C && locale != "C"_L1)
        return failure(
            ErrorCode::InvalidArgument,
            Text::tr("--locale does not know \"%1\"; give a name such as de_DE.").arg(locale));
    options.isDryRun = parser.isSet(u"dry-run"_s);
    if (!parser.isSet(u"format"_s)) {
        options.format = isatty(STDOUT_FILENO) == 1 ? OutputFormat::Table : OutputFormat::Csv;
        return options;
    }
    const auto format = outputFormatFromKey(parser.value(u"format"_s));
    if (!format)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--format takes csv, tsv, json, jsonl or table, not \"%1\".")
                           .arg(parser.value(u"format"_s)));
    options.format = *format;
    return options;
}

Result<Qt::DayOfWeek> parseWeekday(const QString &text)
{
    constexpr std::array names{"monday"_L1, "tuesday"_L1,  "wednesday"_L1, "thursday"_L1,
                               "friday"_L1, "saturday"_L1, "sunday"_L1};
    const QString wanted = text.toLower();
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (wanted == names[i] || wanted == names[i].first(3))
            return static_cast<Qt::DayOfWeek>(i + 1);
    }
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("\"%1\" is not a day of the week; give one such as monday.").arg(text));
}

Result<QMap<QString, QString>> parseTags(const QStringList &texts)
{
    QMap<QString, QString> tags;
    for (const QString &text : texts) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals <= 0 || equals + 1 == text.size())
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("A tag is written key=value, not \"%1\".").arg(text));
        tags.insert(text.first(equals), text.sliced(equals + 1));
    }
    return tags;
}

} // namespace tidemark::commands
