// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDialog;

namespace tidemark {

class SettingsKeeper;

/// Lets every dialog of the program come back in the size that it was left in (W10), by its object
/// name; those of Qt itself are left alone. GUI thread.
class DialogSizes final : public QObject
{
    Q_OBJECT

public:
    /// The settings are a loan that outlives it.
    explicit DialogSizes(SettingsKeeper &settings);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restore(QDialog &dialog) const;
    void keep(const QDialog &dialog);

    SettingsKeeper &m_settings;
};

} // namespace tidemark
