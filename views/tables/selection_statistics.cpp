// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/selection_statistics.h"

#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/record_table_model.h"

#include <algorithm>
#include <utility>

namespace tidemark {

SelectionStatistics::SelectionStatistics(const RecordTableModel &model, const Formatter &formatter,
                                         QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_formatter(formatter)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &SelectionStatistics::sumNext);
}

void SelectionStatistics::sumUp(QList<int> rows)
{
    m_rows = std::move(rows);
    m_at = 0;
    m_count = 0;
    m_hasOneUnit = true;
    m_sum = {};
    sumNext();
}

void SelectionStatistics::stop()
{
    m_turn.stop();
}

void SelectionStatistics::sumNext()
{
    const qsizetype end = std::min<qsizetype>(m_rows.size(), m_at + kRowsPerTurn);
    for (; m_at < end; ++m_at) {
        const Record *record = m_model.record(m_rows[m_at]);
        if (record == nullptr)
            continue; // the empty last row
        if (m_count++ == 0) {
            m_unit = record->unit;
            m_low = m_high = record->value;
        }
        m_hasOneUnit = m_hasOneUnit && record->unit == m_unit;
        m_sum += record->value;
        m_low = std::min(m_low, record->value);
        m_high = std::max(m_high, record->value);
    }
    if (m_at < m_rows.size())
        m_turn.start();
    else
        Q_EMIT changed(line());
}

QString SelectionStatistics::line() const
{
    if (m_count == 0)
        return {};
    QString count = tr("%n record(s)", nullptr, m_count);
    if (!m_hasOneUnit)
        return count;
    const auto text = [this](double value) { return valueCell(m_formatter, value, m_unit); };
    return tr("%1 · sum %2 · mean %3 · min %4 · max %5")
        .arg(count, text(m_sum.value()), text(m_sum.value() / m_count), text(m_low), text(m_high));
}

} // namespace tidemark
