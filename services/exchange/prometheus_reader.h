// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/line_reader.h"
#include "services/exchange/prometheus_line.h"
#include "services/exchange/row_reader.h"

#include <array>
#include <string>
#include <unordered_map>

namespace tidemark::exchange {

/// Reads the text format of Prometheus, or OpenMetrics, as rows of kPrometheusColumns. Parts of
/// histograms and summaries are metrics of their own names. Lines that cannot be read are rows with
/// RowFault::Unreadable. One thread.
class PrometheusReader final : public RowReader
{
public:
    /// `skipsFirst`: reading begins somewhere in a line.
    PrometheusReader(QIODevice &device, TextEncoding encoding, bool skipsFirst = false,
                     std::stop_token stop = {});

    /// Errors: those of LineReader.
    [[nodiscard]] Result<bool> next(TableRow &row) override;
    [[nodiscard]] std::int64_t bytesRead() const noexcept override { return m_lines.bytesRead(); }

private:
    /// What the comments say of a metric, or of all parts of a histogram.
    struct Family
    {
        std::string type;
        std::string unit;
    };

    void takeComment(std::string_view line);
    [[nodiscard]] Family *familyFor(std::string_view name);
    void fill(const PrometheusSample &sample, TableRow &row);
    void describe(const std::string &name);

    LineReader m_lines;
    bool m_skipsNext;
    bool m_hasEnded = false; ///< `# EOF` was read
    std::unordered_map<std::string, Family> m_families;
    std::string m_name;
    std::string m_tags;
    std::string_view m_kind; ///< of the metric in m_name; as kindKey()
    std::string m_unit;
};

/// The columns of its rows, by the names of a samples export.
enum class PrometheusColumn
{
    Metric,
    Kind,
    Unit,
    Value,
    Time,
    Tags,
    Count
};

/// Most names of which comments are remembered.
inline constexpr std::size_t kMaxFamilies = 100'000;

} // namespace tidemark::exchange
