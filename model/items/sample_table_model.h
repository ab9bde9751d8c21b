// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/items/row_table_model.h"
#include "model/time/zone.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

class Formatter;
class SeriesStore;
struct SamplePage;

/// What a table of samples shows.
struct SampleTableQuery
{
    SeriesInfo series;
    Definition metric; ///< whose series it is
    TimeWindow window;
};

/// Samples of one series within a window, the latest first, fetched page by page as they are
/// scrolled to: however many there are, only those that were looked at are in memory. Answers to an
/// older question are dropped (P2). GUI thread.
class SampleTableModel final : public RowTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Time,
        Value,
        Interval, ///< since the sample before
        Count
    };

    static constexpr int kPageRows = 1'000;

    /// Both are loans that outlive the model.
    SampleTableModel(SeriesStore &store, const Formatter &formatter, QObject *parent = nullptr);
    ~SampleTableModel() override; // cancels what is under way

    void load(const SampleTableQuery &query);
    /// Shows nothing until the next load().
    void clear();
    void cancel();
    void setZone(const Zone &zone);

    [[nodiscard]] const std::optional<SampleTableQuery> &query() const { return m_query; }
    /// Whether every sample of the window is there.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// How many the window holds, gaps included; known a little after the first of them.
    [[nodiscard]] std::optional<std::int64_t> total() const { return m_total; }
    /// Some samples of the window cannot be read.
    [[nodiscard]] bool isDamaged() const { return m_isDamaged; }
    [[nodiscard]] const Sample *sample(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loadStarted();
    void loaded();
    void totalChanged();
    void loadFailed(const tidemark::Error &error);

private:
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    void fetch(std::vector<Sample> before, std::size_t wanted);
    void accept(std::vector<Sample> rows);
    void count();
    [[nodiscard]] std::optional<Timedelta> intervalOf(int row) const;
    [[nodiscard]] QString text(int row, Column column) const;
    [[nodiscard]] QString exactText(int row, Column column) const;
    [[nodiscard]] QVariant rawValue(int row, Column column) const;

    SeriesStore &m_store;
    const Formatter &m_formatter;
    Zone m_zone;
    std::optional<SampleTableQuery> m_query;
    std::vector<Sample> m_rows; ///< the latest first
    std::optional<std::int64_t> m_total;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_isComplete = true;
    bool m_isDamaged = false;
    bool m_isLoading = false;
};

} // namespace tidemark
