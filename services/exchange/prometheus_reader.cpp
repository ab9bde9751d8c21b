// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/prometheus_reader.h"

#include "model/core/utf8_text.h"
#include "services/exchange/prometheus_names.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>
#include <QUtf8StringView>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct PrometheusText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::PrometheusText)
};

constexpr auto kColumnCount = static_cast<std::size_t>(PrometheusColumn::Count);

std::string_view kindOf(std::string_view type, std::string_view part)
{
    const bool isMoment = part == "_created";
    if (type.empty() || type == "untyped" || type == "unknown")
        return {};
    if (type == "counter")
        return isMoment ? "gauge" : "counter";
    if (type == "histogram" || type == "summary")
        return isMoment || part.empty() ? "gauge" : "counter";
    return "gauge";
}

bool isText(std::string_view line)
{
    return QUtf8StringView(line.data(), static_cast<qsizetype>(line.size())).isValidUtf8();
}

} // namespace

PrometheusReader::PrometheusReader(QIODevice &device, TextEncoding encoding, bool skipsFirst,
                                   std::stop_token stop)
    : m_lines(device, encoding, std::move(stop))
    , m_skipsNext(skipsFirst)
{}

Result<bool> PrometheusReader::next(TableRow &row)
{
    for (;;) {
        std::string_view line;
        auto read = m_lines.next(line);
        if (!read || !*read)
            return read;
        const bool isSkipped = std::exchange(m_skipsNext, false);
        const std::size_t begin = line.find_first_not_of(" \t");
        if (isSkipped || begin == std::string_view::npos)
            continue;
        if (line[begin] == '#') {
            takeComment(line);
            continue;
        }
        row.line = m_lines.number();
        row.problem.clear();
        row.cells.assign(1, TableCell{line});
        row.fault = line.find('\0') != line.npos ? RowFault::Nul
                    : !isText(line)              ? RowFault::InvalidText
                                                 : RowFault::None;
        if (row.fault != RowFault::None)
            return true;
        auto sample = parsePrometheusSample(line);
        if (sample && !m_hasEnded) {
            fill(*sample, row);
            return true;
        }
        row.fault = RowFault::Unreadable;
        row.problem = m_hasEnded ? PrometheusText::tr("The line stands behind \"# EOF\".")
                                 : sample.error().message;
        return true;
    }
}

void PrometheusReader::takeComment(std::string_view line)
{
    const PrometheusComment comment = parsePrometheusComment(line);
    m_hasEnded = m_hasEnded || comment.kind == PrometheusComment::Kind::End;
    if (comment.kind != PrometheusComment::Kind::Type &&
        comment.kind != PrometheusComment::Kind::Unit)
        return;
    Family *family = familyFor(comment.name);
    if (!family)
        return;
    if (comment.kind == PrometheusComment::Kind::Type) {
        family->type = comment.text;
    } else {
        const std::string_view symbol = prometheusUnit(comment.text);
        family->unit = symbol.empty() ? comment.text : symbol;
    }
    m_name.clear(); // what is known of the metric may be more by now
}

PrometheusReader::Family *PrometheusReader::familyFor(std::string_view name)
{
    const std::string key(name);
    if (m_families.size() == kMaxFamilies && m_families.find(key) == m_families.end())
        return nullptr;
    return &m_families[key];
}

// Kind and unit of a metric, by its own comments or by those of the family that it is a part of.
void PrometheusReader::describe(const std::string &name)
{
    m_name = name;
    std::string_view part = prometheusPart(name);
    std::string family = name.substr(0, name.size() - part.size());
    auto known = m_families.find(name);
    if (known != m_families.end())
        part = part == "_total" ? part : std::string_view();
    else
        known = m_families.find(family);
    const Family said = known == m_families.end() ? Family{} : known->second;
    m_kind = kindOf(said.type, part);
    const bool isCount = part == "_bucket" || part == "_count";
    if (isCount)
        m_unit.clear();
    else if (part == "_created")
        m_unit = "s";
    else
        m_unit = said.unit.empty() ? prometheusUnitInName(family) : std::string_view(said.unit);
}

void PrometheusReader::fill(const PrometheusSample &sample, TableRow &row)
{
    if (sample.name != m_name)
        describe(sample.name);
    m_tags = tagText(sample.labels).toStdString();
    const bool isGap = sample.value.size() == 3 &&
                       std::equal(sample.value.begin(), sample.value.end(), "NAN",
                                  [](char a, char upper) { return (a & ~0x20) == upper; });
    row.cells.assign(kColumnCount, TableCell{});
    const auto set = [&row](PrometheusColumn column, std::string_view text) {
        row.cells[static_cast<std::size_t>(column)].text = text;
    };
    set(PrometheusColumn::Metric, m_name);
    set(PrometheusColumn::Kind, m_kind);
    set(PrometheusColumn::Unit, m_unit);
    set(PrometheusColumn::Value, isGap ? std::string_view("NaN") : sample.value);
    set(PrometheusColumn::Time, sample.timestamp);
    set(PrometheusColumn::Tags, m_tags);
}

} // namespace tidemark::exchange
