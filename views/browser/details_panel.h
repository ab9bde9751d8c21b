// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "model/domain/definition.h"
#include "model/domain/record.h"
#include "model/domain/session.h"
#include "model/ports/data_ports.h"

#include <QWidget>

#include <optional>
#include <stop_token>

class QScrollArea;

namespace tidemark {

class FactList;
class Formatter;
class StateView;
class ViewContext;
struct Fact;
struct MetricSummary;
struct PanelSummary;

namespace theme {
class Theme;
}

/// The right-hand dock: facts of the shown metric, the numbers of the selected bucket or span, and
/// of a chosen record its session and earlier values (E15). Every value can be selected and copied.
/// Follows the context's selected metrics, span and cursor. GUI thread.
class DetailsPanel final : public QWidget
{
    Q_OBJECT

public:
    /// `context`, `formatter` and `theme` are loans that outlive the panel, like the ports.
    DetailsPanel(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                 const theme::Theme &theme, QWidget *parent = nullptr);
    ~DetailsPanel() override; // cancels what is under way

    void showMetric(MetricId metric);
    void showRecord(const Record &record);
    void showSession(const Session &session);
    /// What a panel of the dashboard shows, above the rest until something else is chosen.
    void showPanel(const PanelSummary &panel);
    /// Asks for everything shown again.
    void refresh();

private:
    void showNothing();
    void onFocusedMetricChanged();
    void loadDefinition();
    void loadBucket();
    void loadRecord();
    void loadHistory();
    void clearRecord();
    void showDefinitionFacts(const MetricSummary &summary);
    void showBucketFacts(const TimeWindow &window, const Aggregate &aggregate);
    void showRecordFacts();
    void showSessionFacts(const Session &session);
    void showHistory(const std::vector<RecordRevision> &revisions);
    [[nodiscard]] Fact timeFact(const QString &name, std::optional<Timestamp> at) const;
    [[nodiscard]] TimeWindow shownWindow() const;
    [[nodiscard]] QString windowHeading() const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    StateView *m_message;
    QScrollArea *m_area = nullptr;
    FactList *m_panelFacts;
    FactList *m_metricFacts;
    FactList *m_bucketFacts;
    FactList *m_recordFacts;
    FactList *m_sessionFacts;
    FactList *m_historyFacts;

    MetricId m_metric;
    QString m_unit;
    std::optional<Record> m_record;
    std::uint64_t m_generation = 0;
    std::uint64_t m_bucketGeneration = 0;
    std::uint64_t m_recordGeneration = 0;
    std::uint64_t m_historyGeneration = 0;
    std::stop_source m_bucketStop;
};

} // namespace tidemark
