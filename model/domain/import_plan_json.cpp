// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/import_plan.h"

#include "model/time/iso8601.h"
#include "model/time/time_format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct RecipeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::RecipeText)
};

constexpr int kRecipeVersion = 1;
constexpr int kMaxColumns = 100'000;

template <class Enum>
struct Word
{
    Enum value;
    QLatin1StringView key;
};

constexpr std::array kNotations{
    Word<TimeNotation>{TimeNotation::Iso8601, "iso"_L1},
    Word<TimeNotation>{TimeNotation::Calendar, "calendar"_L1},
    Word<TimeNotation>{TimeNotation::EpochSeconds, "epoch-s"_L1},
    Word<TimeNotation>{TimeNotation::EpochMilliseconds, "epoch-ms"_L1},
    Word<TimeNotation>{TimeNotation::EpochMicroseconds, "epoch-us"_L1},
    Word<TimeNotation>{TimeNotation::EpochNanoseconds, "epoch-ns"_L1},
};
constexpr std::array kOrders{Word<DateOrder>{DateOrder::Undecided, "undecided"_L1},
                             Word<DateOrder>{DateOrder::DayFirst, "day-first"_L1},
                             Word<DateOrder>{DateOrder::MonthFirst, "month-first"_L1}};
constexpr std::array kDecimals{Word<DecimalSign>{DecimalSign::Undecided, "undecided"_L1},
                               Word<DecimalSign>{DecimalSign::Point, "point"_L1},
                               Word<DecimalSign>{DecimalSign::Comma, "comma"_L1}};
constexpr std::array kRepeated{Word<RepeatedTime>{RepeatedTime::Reject, "reject"_L1},
                               Word<RepeatedTime>{RepeatedTime::First, "first"_L1},
                               Word<RepeatedTime>{RepeatedTime::Second, "second"_L1}};
constexpr std::array kTargets{Word<ImportTarget>{ImportTarget::Records, "records"_L1},
                              Word<ImportTarget>{ImportTarget::Samples, "samples"_L1}};

template <class Words, class Enum>
QString keyOf(const Words &words, Enum value)
{
    const auto found = std::find_if(words.begin(), words.end(),
                                    [value](const auto &word) { return word.value == value; });
    Q_ASSERT(found != words.end());
    return found->key;
}

QString textOf(char character)
{
    return QString(QChar::fromLatin1(character));
}

QJsonObject toJson(const ImportColumn &column)
{
    QJsonObject object{{u"header"_s, column.header}, {u"role"_s, columnRoleKey(column.role)}};
    if (!column.metric.isEmpty())
        object[u"metric"_s] = column.metric;
    return object;
}

QJsonObject toJson(const MetricMapping &mapping)
{
    QJsonObject object{{u"source"_s, mapping.source}, {u"target"_s, mapping.target}};
    if (!mapping.unit.isEmpty())
        object[u"unit"_s] = mapping.unit;
    if (mapping.kind)
        object[u"kind"_s] = kindKey(*mapping.kind);
    if (mapping.isSkipped)
        object[u"skip"_s] = true;
    return object;
}

template <class Values>
QJsonArray arrayOf(const Values &values)
{
    QJsonArray array;
    for (const auto &value : values)
        array.append(toJson(value));
    return array;
}

// Reads members one after the other and keeps the first complaint.
class RecipeReader
{
public:
    explicit RecipeReader(const QJsonObject &object)
        : m_object(object)
    {}

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    void refuse(const QString &key)
    {
        if (!m_error)
            m_error = Error{ErrorCode::InvalidArgument,
                            RecipeText::tr("The recipe's \"%1\" is not understood.").arg(key),
                            u"recipe."_s + key};
    }

    [[nodiscard]] QString text(const QString &key, const QString &fallback = {})
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return fallback;
        if (!value.isString())
            refuse(key);
        return value.toString();
    }

    [[nodiscard]] bool flag(const QString &key, bool fallback)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return fallback;
        if (!value.isBool())
            refuse(key);
        return value.toBool();
    }

    [[nodiscard]] std::optional<Timestamp> time(const QString &key)
    {
        const QString value = text(key);
        if (value.isEmpty())
            return std::nullopt;
        auto time = parseIso8601(value);
        if (!time) {
            refuse(key);
            return std::nullopt;
        }
        return *time;
    }

    [[nodiscard]] int number(const QString &key, int fallback, int max)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return fallback;
        const qint64 number = value.toInteger(-1);
        if (number < 0 || number > max)
            refuse(key);
        return static_cast<int>(std::clamp<qint64>(number, 0, max));
    }

    [[nodiscard]] char character(const QString &key, char fallback, QLatin1StringView allowed)
    {
        const QString value = text(key, textOf(fallback));
        if (value.size() != 1 || !allowed.contains(value.at(0))) {
            refuse(key);
            return fallback;
        }
        return value.at(0).toLatin1();
    }

    template <class Enum, class Words>
    [[nodiscard]] Enum word(const QString &key, const Words &words, Enum fallback)
    {
        const QString value = text(key, keyOf(words, fallback));
        const auto found = std::find_if(words.begin(), words.end(),
                                        [&value](const auto &w) { return value == w.key; });
        if (found == words.end()) {
            refuse(key);
            return fallback;
        }
        return found->value;
    }

    [[nodiscard]] QJsonArray array(const QString &key)
    {
        const QJsonValue value = m_object.value(key);
        if (!value.isUndefined() && !value.isArray())
            refuse(key);
        return value.toArray();
    }

    [[nodiscard]] QJsonObject object(const QString &key)
    {
        const QJsonValue value = m_object.value(key);
        if (!value.isUndefined() && !value.isObject())
            refuse(key);
        return value.toObject();
    }

    void take(const RecipeReader &part)
    {
        if (!m_error)
            m_error = part.m_error;
    }

private:
    QJsonObject m_object;
    std::optional<Error> m_error;
};

ImportColumn readColumn(RecipeReader &reader)
{
    ImportColumn column;
    column.header = reader.text(u"header"_s);
    column.metric = reader.text(u"metric"_s);
    if (const auto role = columnRoleFromKey(reader.text(u"role"_s, u"ignore"_s)))
        column.role = *role;
    else
        reader.refuse(u"role"_s);
    return column;
}

MetricMapping readMapping(RecipeReader &reader)
{
    MetricMapping mapping{reader.text(u"source"_s),
                          reader.text(u"target"_s),
                          reader.text(u"unit"_s),
                          {},
                          reader.flag(u"skip"_s, false)};
    if (const QString kind = reader.text(u"kind"_s); !kind.isEmpty()) {
        mapping.kind = kindFromKey(kind);
        if (!mapping.kind)
            reader.refuse(u"kind"_s);
    }
    return mapping;
}

template <class Read>
auto readList(RecipeReader &reader, const QString &key, Read read)
{
    std::vector<decltype(read(reader))> values;
    const QJsonArray array = reader.array(key);
    if (array.size() > kMaxColumns) {
        reader.refuse(key);
        return values;
    }
    for (const QJsonValue value : array) {
        RecipeReader part(value.toObject());
        values.push_back(read(part));
        reader.take(part);
    }
    return values;
}

void readFormat(RecipeReader &reader, ImportPlan &plan)
{
    if (const auto format = importFormatFromKey(reader.text(u"format"_s, u"csv"_s)))
        plan.format = *format;
    else
        reader.refuse(u"format"_s);
    plan.table = reader.text(u"table"_s);
    plan.dialect.delimiter = reader.character(u"delimiter"_s, ',', ",;\t| "_L1);
    plan.dialect.quote = reader.character(u"quote"_s, '"', "\"'"_L1);
    plan.dialect.hasHeader = reader.flag(u"header"_s, true);
    if (const auto encoding = encodingFromKey(reader.text(u"encoding"_s, u"utf-8"_s)))
        plan.encoding = *encoding;
    else
        reader.refuse(u"encoding"_s);
    plan.skippedLines = reader.number(u"skipped_lines"_s, 0, 1'000'000);
    plan.trimsCells = reader.flag(u"trim"_s, true);
    plan.removesGuard = reader.flag(u"remove_guard"_s, false);
    plan.decimal = reader.word(u"decimal"_s, kDecimals, DecimalSign::Point);
    if (const QString sign = reader.text(u"group_sign"_s); sign.size() == 1)
        plan.groupSign = sign.at(0).unicode();
    else if (!sign.isEmpty())
        reader.refuse(u"group_sign"_s);
    for (const QJsonValue word : reader.array(u"missing"_s))
        plan.missing.append(word.toString());
}

void readTimes(RecipeReader &reader, ImportPlan &plan)
{
    plan.notation = reader.word(u"time"_s, kNotations, TimeNotation::Iso8601);
    plan.dateOrder = reader.word(u"date_order"_s, kOrders, DateOrder::Undecided);
    plan.repeatedTime = reader.word(u"repeated_time"_s, kRepeated, RepeatedTime::Reject);
    plan.rowTime = reader.time(u"row_time"_s);
}

void readConstants(RecipeReader &reader, ImportPlan &plan)
{
    plan.target = reader.word(u"target"_s, kTargets, ImportTarget::Records);
    plan.metric = reader.text(u"metric"_s);
    plan.unit = reader.text(u"unit"_s);
    plan.device = reader.text(u"device"_s);
    plan.session = reader.text(u"session"_s);
    plan.note = reader.text(u"note"_s);
    const QJsonObject tags = reader.object(u"tags"_s);
    for (auto tag = tags.begin(); tag != tags.end(); ++tag)
        plan.tags.insert(tag.key(), tag.value().toString());
}

} // namespace

QJsonObject toJson(const ImportPlan &plan)
{
    QJsonObject tags;
    for (auto tag = plan.tags.begin(); tag != plan.tags.end(); ++tag)
        tags[tag.key()] = tag.value();
    return QJsonObject{
        {u"recipe"_s, kRecipeVersion},
        {u"format"_s, importFormatKey(plan.format)},
        {u"table"_s, plan.table},
        {u"delimiter"_s, textOf(plan.dialect.delimiter)},
        {u"quote"_s, textOf(plan.dialect.quote)},
        {u"header"_s, plan.dialect.hasHeader},
        {u"encoding"_s, encodingKey(plan.encoding)},
        {u"skipped_lines"_s, plan.skippedLines},
        {u"trim"_s, plan.trimsCells},
        {u"remove_guard"_s, plan.removesGuard},
        {u"decimal"_s, keyOf(kDecimals, plan.decimal)},
        {u"group_sign"_s, plan.groupSign ? QString(QChar(*plan.groupSign)) : QString()},
        {u"missing"_s, QJsonArray::fromStringList(plan.missing)},
        {u"time"_s, keyOf(kNotations, plan.notation)},
        {u"date_order"_s, keyOf(kOrders, plan.dateOrder)},
        {u"zone"_s, plan.zone.id()},
        {u"repeated_time"_s, keyOf(kRepeated, plan.repeatedTime)},
        {u"row_time"_s, plan.rowTime ? isoTime(*plan.rowTime) : QString()},
        {u"target"_s, keyOf(kTargets, plan.target)},
        {u"metric"_s, plan.metric},
        {u"unit"_s, plan.unit},
        {u"device"_s, plan.device},
        {u"session"_s, plan.session},
        {u"tags"_s, tags},
        {u"note"_s, plan.note},
        {u"columns"_s, arrayOf(plan.columns)},
        {u"metrics"_s, arrayOf(plan.metrics)},
    };
}

Result<ImportPlan> importPlanFromJson(const QJsonObject &object)
{
    RecipeReader reader(object);
    if (object.value(u"recipe"_s).toInteger(0) != kRecipeVersion)
        reader.refuse(u"recipe"_s);
    ImportPlan plan;
    readFormat(reader, plan);
    readTimes(reader, plan);
    readConstants(reader, plan);
    plan.columns = readList(reader, u"columns"_s, readColumn);
    plan.metrics = readList(reader, u"metrics"_s, readMapping);
    const QString zoneId = reader.text(u"zone"_s, u"UTC"_s);
    if (reader.error())
        return failure(*reader.error());
    auto zone = Zone::fromId(zoneId);
    if (!zone)
        return failure(zone.error());
    plan.zone = *zone;
    return plan;
}

} // namespace tidemark
