// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/domain/tags.h"
#include "model/domain/user_names.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace tidemark {

class Formatter;

/// The last sample of one series.
struct LatestValue
{
    SeriesKey series;
    Sample sample;
};

/// What carries the same tags, with the last value of each metric.
struct LatestRow
{
    TagMap tags;
    std::vector<std::optional<Sample>> values; ///< one for each metric, in their order
    Timestamp at;                              ///< of the latest one
    bool isSum = false;                        ///< of further rows, which are entries of one user

    friend bool operator==(const LatestRow &a, const LatestRow &b);
};

/// Which rows are of a server that does not answer, or that nobody asks any more.
struct LatestAges
{
    std::optional<Timestamp> now = {}; ///< nothing: no row is stale, as what is shown is past
    QStringList silent = {};           ///< targets that did not answer when they were asked last

    friend bool operator==(const LatestAges &, const LatestAges &) = default;
};

/// The last values of several metrics as a table: a row for each set of tags, with a column for
/// each tag, each metric, and when the latest of them was. Users of servers (see user_columns.h)
/// have columns by names for people; one who is listed more than once has a row with the sum below,
/// which says so, and what is stale says so with its age. Rows that stay keep their place for
/// views. GUI thread.
class LatestValuesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit LatestValuesModel(const Formatter &formatter, QObject *parent = nullptr);

    /// By which users are shown and sorted. Resets the model when they differ.
    void setUserNames(const UserNames &names);
    /// How long a value of a server that is asked stays news, its pauses and deadline included.
    static constexpr std::chrono::seconds kFresh{60};
    void setAges(const LatestAges &ages);
    /// Values of other metrics are left out.
    void set(std::vector<Definition> metrics, const std::vector<LatestValue> &values);

    [[nodiscard]] const std::vector<LatestRow> &rows() const { return m_rows; }
    /// Whether there is a column of users.
    [[nodiscard]] bool hasUsers() const { return m_tags.contains(kUserTag); }
    [[nodiscard]] bool isStale(const LatestRow &row) const;
    /// The name of the metric of a column; empty for tags and time.
    [[nodiscard]] QString metricOf(int column) const;
    /// The column of the time, which is the last one.
    [[nodiscard]] int timeColumn() const { return columnCount() - 1; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] std::vector<LatestRow> rowsOf(const std::vector<LatestValue> &values) const;
    [[nodiscard]] bool isBefore(const LatestRow &a, const LatestRow &b) const;
    void addSums(std::vector<LatestRow> &rows) const;
    void divideTimes(std::vector<LatestRow> &rows) const;
    [[nodiscard]] QStringList metricNames() const;
    [[nodiscard]] QString metricText(const LatestRow &row, std::size_t metric, bool isExact) const;
    [[nodiscard]] QString timeText(const LatestRow &row, bool isExact) const;
    void putInOrder(std::vector<LatestRow> &rows) const;
    /// The tag's value as it is shown.
    [[nodiscard]] QString shown(const LatestRow &row, const QString &tag) const;
    [[nodiscard]] QString text(const LatestRow &row, int column, bool isExact) const;
    [[nodiscard]] QVariant sortKey(const LatestRow &row, int column) const;
    /// The metric of a column; nothing for tags and time.
    [[nodiscard]] std::optional<std::size_t> metricAt(int column) const;

    const Formatter &m_formatter;
    std::vector<Definition> m_metrics;
    UserNames m_userNames;
    LatestAges m_ages;
    QStringList m_tags; ///< names, as columns
    std::vector<LatestRow> m_rows;
};

} // namespace tidemark
