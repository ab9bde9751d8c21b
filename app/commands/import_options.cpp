// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/import_options.h"

#include "app/commands/standard_input.h"
#include "app/commands/text.h"
#include "app/recipe_store.h"
#include "model/ports/clock.h"
#include "model/time/time_entry.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr int kMaxSkippedLines = 10'000;
constexpr qsizetype kMaxRecipeBytes = qsizetype{16} * 1024 * 1024;

template <class Value>
struct Word
{
    QLatin1StringView key;
    Value value;
};

constexpr std::array kPolicies{
    Word<ConflictPolicy>{"fail"_L1, ConflictPolicy::Fail},
    Word<ConflictPolicy>{"skip"_L1, ConflictPolicy::Skip},
    Word<ConflictPolicy>{"replace"_L1, ConflictPolicy::Replace},
    Word<ConflictPolicy>{"keep-both"_L1, ConflictPolicy::KeepBoth},
};
constexpr std::array kDelimiters{
    Word<char>{"comma"_L1, ','}, Word<char>{"semicolon"_L1, ';'}, Word<char>{"tab"_L1, '\t'},
    Word<char>{"bar"_L1, '|'},   Word<char>{"space"_L1, ' '},
};
constexpr std::array kQuotes{Word<char>{"double"_L1, '"'}, Word<char>{"single"_L1, '\''}};
constexpr std::array kDecimals{Word<DecimalSign>{"point"_L1, DecimalSign::Point},
                               Word<DecimalSign>{"comma"_L1, DecimalSign::Comma}};
constexpr std::array kGroups{
    Word<char16_t>{"none"_L1, u'\0'},       Word<char16_t>{"point"_L1, u'.'},
    Word<char16_t>{"comma"_L1, u','},       Word<char16_t>{"space"_L1, u' '},
    Word<char16_t>{"apostrophe"_L1, u'\''},
};
constexpr std::array kNotations{
    Word<TimeNotation>{"iso"_L1, TimeNotation::Iso8601},
    Word<TimeNotation>{"calendar"_L1, TimeNotation::Calendar},
    Word<TimeNotation>{"epoch-s"_L1, TimeNotation::EpochSeconds},
    Word<TimeNotation>{"epoch-ms"_L1, TimeNotation::EpochMilliseconds},
    Word<TimeNotation>{"epoch-us"_L1, TimeNotation::EpochMicroseconds},
    Word<TimeNotation>{"epoch-ns"_L1, TimeNotation::EpochNanoseconds},
};

constexpr std::array kFormats{Word<ImportFormat>{"csv"_L1, ImportFormat::Csv},
                              Word<ImportFormat>{"json"_L1, ImportFormat::Json},
                              Word<ImportFormat>{"jsonl"_L1, ImportFormat::JsonLines},
                              Word<ImportFormat>{"sqlite"_L1, ImportFormat::Sqlite},
                              Word<ImportFormat>{"prometheus"_L1, ImportFormat::Prometheus}};
constexpr std::array kTargets{Word<ImportTarget>{"records"_L1, ImportTarget::Records},
                              Word<ImportTarget>{"samples"_L1, ImportTarget::Samples}};

template <class Words>
QString keysOf(const Words &words)
{
    QStringList keys;
    for (const auto &word : words)
        keys.append(word.key);
    return keys.join(u", "_s);
}

/// The word that an option gives. Errors: InvalidArgument names the words there are.
template <class Words>
auto readWord(const QCommandLineParser &parser, const QString &option, const Words &words)
    -> Result<decltype(words.front().value)>
{
    const QString key = parser.value(option);
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&key](const auto &word) { return key == word.key; });
    if (found != words.end())
        return found->value;
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("--%1 takes one of %2, not \"%3\".").arg(option, keysOf(words), key));
}

/// Sets `target` where the option is given.
template <class Words, class Target>
Result<void> take(const QCommandLineParser &parser, const QString &option, const Words &words,
                  Target &target)
{
    if (!parser.isSet(option))
        return {};
    const auto word = readWord(parser, option, words);
    if (!word)
        return failure(word.error());
    target = *word;
    return {};
}

void takeText(const QCommandLineParser &parser, const QString &option, QString &target)
{
    if (parser.isSet(option))
        target = parser.value(option);
}

Result<void> takeNotations(const QCommandLineParser &parser, ImportPlan &plan)
{
    if (auto taken = take(parser, u"decimal"_s, kDecimals, plan.decimal); !taken)
        return taken;
    char16_t group = plan.groupSign.value_or(u'\0');
    if (auto taken = take(parser, u"group"_s, kGroups, group); !taken)
        return taken;
    plan.groupSign = group == u'\0' ? std::nullopt : std::optional(group);
    if (auto taken = take(parser, u"time-format"_s, kNotations, plan.notation); !taken)
        return taken;
    if (parser.isSet(u"day-first"_s))
        plan.dateOrder = DateOrder::DayFirst;
    if (parser.isSet(u"month-first"_s))
        plan.dateOrder = DateOrder::MonthFirst;
    if (parser.isSet(u"missing"_s))
        plan.missing = parser.values(u"missing"_s);
    return {};
}

Result<void> takeRowTime(const Invocation &call, ImportPlan &plan)
{
    if (!call.parser.isSet(u"row-time"_s))
        return {};
    const auto entry = parseTimeEntry(call.parser.value(u"row-time"_s), call.clock.now(), plan.zone,
                                      call.options.locale);
    if (!entry)
        return failure(entry.error());
    const auto time = entry->instant();
    if (!time)
        return failure(time.error());
    plan.rowTime = *time;
    return {};
}

Result<void> takeColumns(const QCommandLineParser &parser, ImportPlan &plan)
{
    for (const QString &text : parser.values(u"column"_s)) {
        const QString header = text.section(u'=', 0, 0);
        const auto role = columnRoleFromKey(text.section(u'=', 1));
        const auto column =
            std::find_if(plan.columns.begin(), plan.columns.end(),
                         [&](const ImportColumn &one) { return one.header == header; });
        if (!role || column == plan.columns.end())
            return failure(
                ErrorCode::InvalidArgument,
                Text::tr("--column takes HEADER=ROLE with a header of the file and a role such "
                         "as time, metric, value or ignore; not \"%1\".")
                    .arg(text));
        column->role = *role;
    }
    return {};
}

/// `SOURCE=TARGET`, `SOURCE=TARGET:UNIT`; `SOURCE=` leaves the metric out. The last colon begins
/// the unit, so a target with a colon and no unit ends in one.
Result<void> takeMappings(const QCommandLineParser &parser, ImportPlan &plan)
{
    for (const QString &text : parser.values(u"map"_s)) {
        const qsizetype equals = text.indexOf(u'=');
        const QString rest = text.mid(equals + 1);
        const qsizetype colon = rest.lastIndexOf(u':');
        if (equals <= 0 || colon == 0)
            return failure(
                ErrorCode::InvalidArgument,
                Text::tr("--map takes SOURCE=TARGET or SOURCE=TARGET:UNIT, not \"%1\". A target "
                         "with a colon takes another one at its end.")
                    .arg(text));
        const QString source = text.left(equals);
        auto known = std::find_if(
            plan.metrics.begin(), plan.metrics.end(),
            [&source](const MetricMapping &mapping) { return mapping.source == source; });
        if (known == plan.metrics.end())
            known = plan.metrics.insert(known, MetricMapping{source, {}});
        known->target = colon < 0 ? rest : rest.left(colon);
        if (colon > 0)
            known->unit = rest.mid(colon + 1);
        known->isSkipped = rest.isEmpty();
    }
    return {};
}

} // namespace

Result<ConflictPolicy> readConflicts(const QCommandLineParser &parser)
{
    return readWord(parser, u"conflicts"_s, kPolicies);
}

Result<std::vector<ImportPlan>> readRecipes(const Invocation &call)
{
    std::vector<ImportPlan> recipes;
    for (const QString &path : call.parser.values(u"recipe"_s)) {
        QByteArray text;
        if (path == "-"_L1) {
            auto read = StandardInput(call.stop).readAll(kMaxRecipeBytes);
            if (!read)
                return failure(read.error());
            text = *read;
        } else {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                return failure(ErrorCode::NotFound,
                               Text::tr("Could not read the recipe %1.").arg(path),
                               file.errorString());
            text = file.read(kMaxRecipeBytes + 1);
            if (text.size() > kMaxRecipeBytes)
                return failure(ErrorCode::Unsupported,
                               Text::tr("The recipe %1 is larger than %2 MiB. Name a recipe that "
                                        "--save-recipe has made.")
                                   .arg(path)
                                   .arg(kMaxRecipeBytes / (qsizetype{1024} * 1024)));
        }
        auto recipe = recipeFromText(text, path == "-"_L1 ? Text::tr("standard input") : path);
        if (!recipe)
            return failure(recipe.error());
        recipes.push_back(std::move(*recipe));
    }
    return recipes;
}

Result<void> checkMappings(const QCommandLineParser &parser,
                           const std::vector<ImportMetric> &metrics)
{
    for (const QString &text : parser.values(u"map"_s)) {
        const QString source = text.section(u'=', 0, 0);
        const bool isKnown =
            std::any_of(metrics.begin(), metrics.end(),
                        [&source](const ImportMetric &metric) { return metric.source == source; });
        if (!isKnown)
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("--map names the metric \"%1\", which the file does not have. "
                                    "Check its spelling; --dry-run lists the file's metrics.")
                               .arg(source));
    }
    return {};
}

Result<void> applyDialect(const QCommandLineParser &parser, ImportPlan &plan)
{
    if (auto taken = take(parser, u"input-format"_s, kFormats, plan.format); !taken)
        return taken;
    if (parser.isSet(u"table"_s) && plan.format != ImportFormat::Sqlite)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--table is for databases of SQLite; this file is %1.")
                           .arg(importFormatLabel(plan.format)));
    takeText(parser, u"table"_s, plan.table);
    if (auto taken = take(parser, u"delimiter"_s, kDelimiters, plan.dialect.delimiter); !taken)
        return taken;
    if (auto taken = take(parser, u"quote"_s, kQuotes, plan.dialect.quote); !taken)
        return taken;
    if (parser.isSet(u"no-header"_s))
        plan.dialect.hasHeader = false;
    if (parser.isSet(u"encoding"_s)) {
        const auto encoding = encodingFromKey(parser.value(u"encoding"_s));
        if (!encoding)
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("--encoding takes utf-8, utf-16le, utf-16be or windows-1252, "
                                    "not \"%1\".")
                               .arg(parser.value(u"encoding"_s)));
        plan.encoding = *encoding;
    }
    if (parser.isSet(u"skip-lines"_s)) {
        bool isNumber = false;
        const int lines = parser.value(u"skip-lines"_s).toInt(&isNumber);
        if (!isNumber || lines < 0 || lines > kMaxSkippedLines)
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("--skip-lines takes a number up to %1.").arg(kMaxSkippedLines));
        plan.skippedLines = lines;
    }
    return {};
}

Result<void> applyOptions(const Invocation &call, bool isRecipe, ImportPlan &plan)
{
    const QCommandLineParser &parser = call.parser;
    if (!isRecipe || parser.isSet(u"zone"_s))
        plan.zone = call.options.calendar.zone;
    if (auto taken = take(parser, u"as"_s, kTargets, plan.target); !taken)
        return taken;
    if (auto taken = takeRowTime(call, plan); !taken)
        return taken;
    takeText(parser, u"metric"_s, plan.metric);
    takeText(parser, u"unit"_s, plan.unit);
    takeText(parser, u"device"_s, plan.device);
    takeText(parser, u"session"_s, plan.session);
    if (auto taken = takeNotations(parser, plan); !taken)
        return taken;
    if (auto taken = takeColumns(parser, plan); !taken)
        return taken;
    return takeMappings(parser, plan);
}

void addImportOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"input-format"_s,
         Text::tr("What kind of file it is: %1; detected unless given.").arg(keysOf(kFormats)),
         u"NAME"_s},
        {u"table"_s, Text::tr("Table or view of a database that has several."), u"NAME"_s},
        {u"row-time"_s,
         Text::tr("Time of values that say none; of Prometheus text that of the file's last change "
                  "unless given."),
         u"TIME"_s},
        {u"as"_s,
         Text::tr("What rows become: %1. Samples are dense series without sessions.")
             .arg(keysOf(kTargets)),
         u"KIND"_s},
        {u"metric"_s, Text::tr("Metric of a file that names none; the file's name unless given."),
         u"NAME"_s},
        {u"unit"_s, Text::tr("Unit of new metrics for which the file names none."), u"UNIT"_s},
        {u"device"_s, Text::tr("Device of values for which the file names none."), u"NAME"_s},
        {u"session"_s, Text::tr("Put all values into this session; each is its own unless given."),
         u"ID"_s},
        {u"column"_s, Text::tr("What a column means, such as Temp=value; may be repeated."),
         u"HEADER=ROLE"_s},
        {u"map"_s,
         Text::tr("Store a metric of the file under another name, and a new one with this unit; "
                  "SOURCE= leaves it out; a target with a colon takes another one at its end; may "
                  "be repeated."),
         u"SOURCE=TARGET[:UNIT]"_s},
        {u"delimiter"_s, Text::tr("What separates columns: %1.").arg(keysOf(kDelimiters)),
         u"NAME"_s},
        {u"quote"_s, Text::tr("What cells are quoted with: %1.").arg(keysOf(kQuotes)), u"NAME"_s},
        {u"encoding"_s, Text::tr("The file's encoding: utf-8, utf-16le, utf-16be, windows-1252."),
         u"NAME"_s},
        {u"skip-lines"_s, Text::tr("Lines before the header or the first row."), u"COUNT"_s},
        {u"no-header"_s, Text::tr("The first row holds values, not the columns' names.")},
        {u"decimal"_s, Text::tr("The decimal sign: %1.").arg(keysOf(kDecimals)), u"NAME"_s},
        {u"group"_s, Text::tr("What sets groups of digits apart: %1.").arg(keysOf(kGroups)),
         u"NAME"_s},
        {u"time-format"_s, Text::tr("How times are written: %1.").arg(keysOf(kNotations)),
         u"NAME"_s},
        {u"day-first"_s, Text::tr("Dates such as 3/4/2026 have the day first.")},
        {u"month-first"_s, Text::tr("Dates such as 3/4/2026 have the month first.")},
        {u"missing"_s, Text::tr("A word that stands for no value, such as NA; may be repeated."),
         u"WORD"_s},
        {u"recipe"_s,
         Text::tr("Use this recipe where its header matches; - is standard input; may be "
                  "repeated."),
         u"FILE"_s},
        {u"save-recipe"_s,
         Text::tr("Keep the settings as a recipe in this new file once the import is done, also "
                  "with --dry-run."),
         u"FILE"_s},
        {u"conflicts"_s,
         Text::tr("When a value exists: fail, skip, replace or, of records, keep-both."),
         u"POLICY"_s, u"fail"_s},
        {u"skip-bad-rows"_s, Text::tr("Leave out rows with errors instead of storing nothing.")},
        {u"rejected"_s, Text::tr("Save the rows left out to this file."), u"FILE"_s},
    });
}

} // namespace tidemark::commands
