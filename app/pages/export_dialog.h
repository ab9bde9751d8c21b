// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pages/export_scope.h"

#include <QDialog>
#include <QMap>
#include <QTimer>

#include <cstdint>
#include <stop_token>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace tidemark {

class ExportOptionsEditor;
class Formatter;
class ViewContext;

/// What a person has chosen to export, and where to.
struct ExportOrder
{
    QString path;
    ExportRequest request;
    ExportOptions options;
    ExportPreset preset = ExportPreset::Standard;
};

/// Preset last used for each content, both as keys (X4).
using ExportPresets = QMap<QString, QString>;

/// Chooses scope, content and dialect, shows rows and size before anything is written, and asks for
/// the file. Writing is the matter of who gets the order, since the dialog closes then. GUI thread.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `allMetrics` are those of the store, for an aggregate export of everything.
    ExportDialog(Exporter &exporter, const ViewContext &context, const Formatter &formatter,
                 std::vector<ExportScope> scopes, std::vector<Definition> allMetrics,
                 const QString &storeName, QWidget *parent = nullptr);
    ~ExportDialog() override; // stops what runs

    /// Begins with the preset that was used last for the content.
    void setRememberedPresets(const ExportPresets &presets);
    /// The store may be damaged: what cannot be read can be left out.
    void offerToSkipDamage();
    /// Of a scope that leaves it open.
    void setContent(ExportContent content);
    void setScope(int place);
    void setPreset(ExportPreset preset);
    [[nodiscard]] ExportPreset preset() const;
    [[nodiscard]] ExportRequest request() const;
    [[nodiscard]] ExportOptions options() const;
    [[nodiscard]] QString estimateText() const;
    /// Orders the export to `path`, a file that was agreed to be replaced if it exists; asks before
    /// a description beside it is (X9).
    void exportTo(const QString &path);

Q_SIGNALS:
    void ordered(const tidemark::ExportOrder &order);

private:
    void build();
    QWidget *makeFields();
    void onScopeChanged();
    void onContentChanged();
    void scheduleEstimate();
    void estimate();
    void showEstimate(const Result<ExportEstimate> &answer);
    void chooseFile();
    void askAboutDescription(const QString &path, const QString &description);
    void order(const QString &path);
    [[nodiscard]] const ExportScope &scope() const;
    [[nodiscard]] ExportContent content() const;
    [[nodiscard]] QString proposedName() const;

    Exporter &m_exporter;
    const ViewContext &m_context;
    const Formatter &m_formatter;
    std::vector<ExportScope> m_scopes; ///< at least one
    std::vector<Definition> m_allMetrics;
    QString m_storeName;
    ExportPresets m_presets;
    QComboBox *m_scope;
    QComboBox *m_content;
    QCheckBox *m_withEmpty;
    QCheckBox *m_skipDamaged;
    ExportOptionsEditor *m_options;
    QLabel *m_estimate;
    QPushButton *m_write;
    QTimer m_estimateTimer;
    std::stop_source m_estimateStop;
    std::uint64_t m_generation = 0;
    bool m_isPresetChosen = false; ///< by the person, in this dialog
};

} // namespace tidemark
