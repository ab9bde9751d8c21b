// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/time/period.h"
#include "model/time/time_range.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// Columns of every dashboard's grid.
inline constexpr int kGridColumns = 12;
/// The schema that this version writes.
inline constexpr int kDashboardSchema = 1;

/// Where a panel lies in the grid, in cells. `other` keeps what newer versions wrote.
struct PanelPlace
{
    int column = 0; ///< 0 to kGridColumns - 1
    int row = 0;
    int columns = kGridColumns; ///< width, at least 1
    int rows = 6;               ///< height, at least 1
    QJsonObject other = {};

    friend bool operator==(const PanelPlace &, const PanelPlace &) = default;
};

/// A metric as a dashboard names it: by uid, which survives a rename, else by name, which finds the
/// same metric in another store.
struct MetricRef
{
    QString uid = {};
    QString name = {};
    QJsonObject other = {};

    friend bool operator==(const MetricRef &, const MetricRef &) = default;
};

/// Unknown is a type of a newer version: the panel stays, says so, and is saved as it came.
enum class PanelType
{
    Chart,
    Value,
    Table,
    Text,
    Unknown
};
enum class ChartStyle
{
    Line,
    Bars
};

/// What a line chart draws.
enum class PanelDetail
{
    Automatic, ///< by period, and the values themselves where a period is too long for the range
    Periods,   ///< by period at any zoom
    Values     ///< the values themselves: as fine as the width allows, each series a line; in a
               ///< table the last one of each metric, what carries the same tags as a row
};

/// Over which gaps a line is drawn (C6).
enum class GapMode
{
    Automatic, ///< up to 3 times the median distance of the values
    Never,     ///< over none: an empty period parts the line
    Always,    ///< over all of them
    UpTo       ///< up to a length of time
};
struct PanelGap
{
    GapMode mode = GapMode::Automatic;
    int longest_s = 0; ///< with UpTo, above 0

    friend bool operator==(const PanelGap &, const PanelGap &) = default;
};

/// The value axes of a chart as the person set them (C10). The limits are those of the left axis;
/// an absent one is found by fitting.
struct PanelValueRange
{
    std::optional<double> min = {};
    std::optional<double> max = {};
    bool isLogarithmic = false;
    bool includesZero = false;
    bool isLocked = false;
    QJsonObject other = {};

    friend bool operator==(const PanelValueRange &, const PanelValueRange &) = default;
};

/// One panel as the file declares it.
struct PanelSpec
{
    QString id; ///< unique within the dashboard
    PanelType type = PanelType::Chart;
    QString typeName = {}; ///< as in the file; kept for Unknown
    QString title = {};    ///< empty: made from the metrics
    PanelPlace place = {};
    std::vector<MetricRef> metrics = {};
    ChartStyle style = ChartStyle::Line;
    bool showsBand = true;                          ///< the min-max band behind a line
    PanelDetail detail = PanelDetail::Automatic;    ///< of a line, and of a single value
    std::optional<Period> period = {};              ///< absent: the window's
    std::optional<AggregateFunction> function = {}; ///< absent: the window's or the metric's own
    PanelGap gap = {};
    PanelValueRange values = {};
    bool followsSelection = false; ///< shows the selected metric instead of `metrics`
    QString text = {};             ///< Markdown of a text panel
    /// Names of the metrics whose columns a table of latest values hides; absent: its own choice.
    std::optional<QStringList> hiddenColumns = {};
    QJsonObject other = {};

    friend bool operator==(const PanelSpec &, const PanelSpec &) = default;
};

/// A dashboard as its file holds it. A value; saving it twice gives the same bytes.
struct Dashboard
{
    QString uid; ///< stable across copies of the file, `db_…`
    QString title;
    std::vector<PanelSpec> panels;
    std::optional<TimeRange> range = {}; ///< its own, while it is in front; absent: the window's
    bool isLive = false;                 ///< it follows the clock then
    int schema = kDashboardSchema;
    QJsonObject other = {};

    /// True for a file of a newer version: it can be looked at, not saved.
    [[nodiscard]] bool isReadOnly() const { return schema > kDashboardSchema; }
    [[nodiscard]] const PanelSpec *panel(const QString &id) const;
    [[nodiscard]] PanelSpec *panel(const QString &id);
    /// Rows of the grid that panels reach.
    [[nodiscard]] int rowCount() const;
    /// An id that no panel has yet.
    [[nodiscard]] QString freePanelId() const;

    friend bool operator==(const Dashboard &, const Dashboard &) = default;
};

/// A dashboard without panels and with a new uid.
[[nodiscard]] Dashboard emptyDashboard(const QString &title);

} // namespace tidemark
