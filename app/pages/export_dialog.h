// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/ports/exporter.h"
#include "views/dashboards/view_context.h"

#include <QDialog>
#include <QTimer>

#include <cstdint>
#include <stop_token>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace tidemark {

class ExportOptionsEditor;

/// What can be exported from a window: which metrics, and whether of the range in view only (X1).
struct ExportScope
{
    QString label;
    std::vector<MetricId> metrics; ///< empty: every metric
    bool isVisibleRange = true;
};

/// Chooses scope, content and dialect, shows rows and size before anything is written, and writes
/// the file with progress and Cancel. GUI thread; the work is done by the exporter.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `allMetrics` are those of the store, for an aggregate export of everything.
    ExportDialog(Exporter &exporter, const ViewContext &context, std::vector<ExportScope> scopes,
                 std::vector<MetricId> allMetrics, const QString &storeName,
                 QWidget *parent = nullptr);
    ~ExportDialog() override; // stops what runs

    void setContent(ExportContent content);
    void setPreset(ExportPreset preset);
    [[nodiscard]] ExportPreset preset() const;
    [[nodiscard]] ExportRequest request() const;
    [[nodiscard]] ExportOptions options() const;
    [[nodiscard]] QString estimateText() const;
    /// Writes to `path`; the dialog closes when that has worked.
    void exportTo(const QString &path, bool overwrite);
    [[nodiscard]] bool isWriting() const { return m_isWriting; }

Q_SIGNALS:
    void exported(const tidemark::ExportSummary &summary);

protected:
    void reject() override;

private:
    void build(const std::vector<ExportScope> &scopes);
    void scheduleEstimate();
    void estimate();
    void chooseFile();
    void onWritten(const Result<ExportSummary> &summary);
    void setWriting(bool writing);
    [[nodiscard]] QString proposedName() const;

    Exporter &m_exporter;
    const ViewContext &m_context;
    std::vector<ExportScope> m_scopes;
    std::vector<MetricId> m_allMetrics;
    QString m_storeName;
    QComboBox *m_scope;
    QComboBox *m_content;
    ExportOptionsEditor *m_options;
    QLabel *m_estimate;
    QProgressBar *m_progress;
    QPushButton *m_write;
    QTimer m_estimateTimer;
    std::stop_source m_estimateStop;
    std::stop_source m_writeStop;
    std::uint64_t m_generation = 0;
    bool m_isWriting = false;
};

} // namespace tidemark
