// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/import_plan.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct PlanText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::PlanText)
};

struct RoleName
{
    ColumnRole role;
    QLatin1StringView key;
    const char *label;
};
constexpr std::array kRoles{
    RoleName{ColumnRole::Ignore, "ignore"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Leave out")},
    RoleName{ColumnRole::Metric, "metric"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Metric name")},
    RoleName{ColumnRole::Value, "value"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Value")},
    RoleName{ColumnRole::Series, "series"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Values of one metric")},
    RoleName{ColumnRole::Unit, "unit"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Unit")},
    RoleName{ColumnRole::Kind, "kind"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Kind")},
    RoleName{ColumnRole::Time, "time"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Time")},
    RoleName{ColumnRole::Date, "date"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Date")},
    RoleName{ColumnRole::TimeOfDay, "time_of_day"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Time of day")},
    RoleName{ColumnRole::Start, "start"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Session start")},
    RoleName{ColumnRole::End, "end"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Session end")},
    RoleName{ColumnRole::Session, "session"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Session")},
    RoleName{ColumnRole::SessionName, "session_name"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Session name")},
    RoleName{ColumnRole::Entry, "entry"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Hand-entered")},
    RoleName{ColumnRole::Device, "device"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Device")},
    RoleName{ColumnRole::Invocation, "invocation"_L1,
             QT_TRANSLATE_NOOP("tidemark::PlanText", "Invocation")},
    RoleName{ColumnRole::Tags, "tags"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Tags")},
    RoleName{ColumnRole::Note, "note"_L1, QT_TRANSLATE_NOOP("tidemark::PlanText", "Note")},
};

const RoleName &nameOf(ColumnRole role)
{
    const auto found = std::find_if(kRoles.begin(), kRoles.end(),
                                    [role](const RoleName &name) { return name.role == role; });
    Q_ASSERT(found != kRoles.end());
    return *found;
}

bool has(const ImportPlan &plan, ColumnRole role)
{
    return columnOf(plan, role) >= 0;
}

bool isTimeRole(ColumnRole role)
{
    return role == ColumnRole::Time || role == ColumnRole::Date || role == ColumnRole::Start ||
           role == ColumnRole::End;
}

bool hasTime(const ImportPlan &plan)
{
    return std::any_of(plan.columns.begin(), plan.columns.end(),
                       [](const ImportColumn &column) { return isTimeRole(column.role); });
}

Result<void> validateValues(const ImportPlan &plan)
{
    const bool isWide = has(plan, ColumnRole::Series);
    if (!isWide && !has(plan, ColumnRole::Value))
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("No column holds values. Choose the column of the values."),
                       u"plan.value"_s);
    if (isWide && has(plan, ColumnRole::Value))
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("A value column and columns of single metrics exclude each "
                                    "other. Choose one of the two layouts."),
                       u"plan.layout"_s);
    if (!isWide && !has(plan, ColumnRole::Metric) && plan.metric.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("The file names no metric. Enter the metric's name."),
                       u"plan.metric"_s);
    if (plan.decimal == DecimalSign::Undecided)
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("Numbers such as 1.234 and 1,234 can be read in two ways. "
                                    "Choose the decimal sign."),
                       u"plan.decimal"_s);
    const char16_t decimal = plan.decimal == DecimalSign::Comma ? u',' : u'.';
    if (plan.groupSign == decimal)
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("Groups of digits cannot be set apart by the decimal sign. "
                                    "Choose another group sign, or none."),
                       u"plan.group"_s);
    return {};
}

Result<void> validateTimes(const ImportPlan &plan)
{
    const bool hasSession = has(plan, ColumnRole::Session) || !plan.session.isEmpty();
    if (!hasTime(plan) && !hasSession && !plan.rowTime)
        return failure(
            ErrorCode::InvalidArgument,
            PlanText::tr("No column holds times. Choose the column of the times or a session, or "
                         "enter the time of all rows."),
            u"plan.time"_s);
    if (has(plan, ColumnRole::TimeOfDay) && !has(plan, ColumnRole::Date))
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("There is a time of day without a date. Choose the column of "
                                    "the dates."),
                       u"plan.date"_s);
    if (has(plan, ColumnRole::Time) && has(plan, ColumnRole::Date))
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("A column with date and time and a column with dates alone "
                                    "exclude each other. Leave one of them out."),
                       u"plan.time"_s);
    const bool needsOrder = plan.notation == TimeNotation::Calendar && hasTime(plan);
    if (needsOrder && plan.dateOrder == DateOrder::Undecided)
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("Each date can be read as day and month or as month and day. "
                                    "Choose the order."),
                       u"plan.dateOrder"_s);
    return {};
}

// What only a record has.
bool isOfRecords(ColumnRole role)
{
    switch (role) {
    case ColumnRole::End:
    case ColumnRole::Session:
    case ColumnRole::SessionName:
    case ColumnRole::Entry:
    case ColumnRole::Device:
    case ColumnRole::Invocation:
    case ColumnRole::Note:
        return true;
    default:
        return false;
    }
}

Result<void> validateTarget(const ImportPlan &plan)
{
    if (plan.target == ImportTarget::Records)
        return {};
    const auto column =
        std::find_if(plan.columns.begin(), plan.columns.end(),
                     [](const ImportColumn &each) { return isOfRecords(each.role); });
    if (column != plan.columns.end())
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("Samples have no \"%1\". Leave the column \"%2\" out, or "
                                    "import records.")
                           .arg(columnRoleLabel(column->role), column->header),
                       u"plan.target"_s);
    if (!plan.device.isEmpty() || !plan.session.isEmpty() || !plan.note.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("Samples have no device, session or note. Clear these fields, "
                                    "or import records."),
                       u"plan.target"_s);
    return {};
}

Result<void> validateColumns(const ImportPlan &plan)
{
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ColumnRole role = plan.columns[i].role;
        if (role == ColumnRole::Ignore || role == ColumnRole::Series)
            continue;
        if (columnOf(plan, role) != static_cast<int>(i))
            return failure(ErrorCode::InvalidArgument,
                           PlanText::tr("Two columns are chosen as \"%1\". Choose one of them.")
                               .arg(columnRoleLabel(role)),
                           u"plan.columns"_s);
    }
    return {};
}

} // namespace

QString columnRoleKey(ColumnRole role)
{
    return nameOf(role).key;
}

std::optional<ColumnRole> columnRoleFromKey(QStringView key)
{
    const auto found = std::find_if(kRoles.begin(), kRoles.end(),
                                    [key](const RoleName &name) { return key == name.key; });
    if (found == kRoles.end())
        return std::nullopt;
    return found->role;
}

QString columnRoleLabel(ColumnRole role)
{
    return PlanText::tr(nameOf(role).label);
}

const std::vector<ColumnRole> &columnRoles()
{
    static const std::vector<ColumnRole> roles = [] {
        std::vector<ColumnRole> all;
        std::transform(kRoles.begin(), kRoles.end(), std::back_inserter(all),
                       [](const RoleName &name) { return name.role; });
        return all;
    }();
    return roles;
}

Result<void> validate(const ImportPlan &plan)
{
    if (plan.format == ImportFormat::Sqlite && plan.table.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       PlanText::tr("The database has several tables. Choose one of them."),
                       u"plan.table"_s);
    if (auto columns = validateColumns(plan); !columns)
        return columns;
    if (auto values = validateValues(plan); !values)
        return values;
    if (auto target = validateTarget(plan); !target)
        return target;
    return validateTimes(plan);
}

int columnOf(const ImportPlan &plan, ColumnRole role)
{
    const auto found =
        std::find_if(plan.columns.begin(), plan.columns.end(),
                     [role](const ImportColumn &column) { return column.role == role; });
    return found == plan.columns.end() ? -1 : static_cast<int>(found - plan.columns.begin());
}

bool matchesHeader(const ImportPlan &recipe, ImportFormat format, const QStringList &header)
{
    return recipe.format == format && recipe.dialect.hasHeader &&
           std::equal(recipe.columns.begin(), recipe.columns.end(), header.begin(), header.end(),
                      [](const ImportColumn &column, const QString &name) {
                          return column.header == name;
                      });
}

} // namespace tidemark
