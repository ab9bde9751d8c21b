// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/export_options.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace tidemark {

/// The dialect of an export: a preset, and every option of it (X4-X8). Choosing a preset sets the
/// options; changing an option leaves the others, but that a decimal comma takes the comma away as
/// delimiter. What is shown is what is written. GUI thread.
class ExportOptionsEditor final : public QWidget
{
    Q_OBJECT

public:
    /// `zone` is the window's, which the file's times are written in.
    explicit ExportOptionsEditor(const Zone &zone, QWidget *parent = nullptr);

    [[nodiscard]] ExportPreset preset() const;
    void setPreset(ExportPreset preset);
    /// Consistent: a decimal comma never meets a comma as delimiter.
    [[nodiscard]] ExportOptions options() const;

Q_SIGNALS:
    void optionsChanged();
    void presetChosen(); ///< by the person

private:
    void build();
    void present(const ExportOptions &options);
    void showConsequences();
    void showPreset(); ///< and whether it was changed
    [[nodiscard]] CsvDialect dialect() const;

    Zone m_zone;
    QComboBox *m_preset;
    QComboBox *m_delimiter;
    QComboBox *m_decimal;
    QComboBox *m_lineEnd;
    QComboBox *m_times;
    QComboBox *m_layout;
    QComboBox *m_describe;
    QLineEdit *m_missing;
    QSpinBox *m_decimals;
    QCheckBox *m_byteOrderMark;
    QCheckBox *m_quoteAll;
    QCheckBox *m_header;
    QCheckBox *m_guard;
    QLabel *m_guardNote;
    bool m_isShowing = false;
};

} // namespace tidemark
