// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/publish_device.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QStringListModel;

namespace tidemark {

/// Two rows of a form that ask with which device records are published: as recorded, inferred, none
/// or one by name (R2). GUI thread.
class PublishDeviceField final : public QObject
{
    Q_OBJECT

public:
    /// Adds its rows to the form, whose widgets belong to `parent`.
    PublishDeviceField(QFormLayout &form, QWidget *parent);

    /// Names to complete from.
    void setNames(const QStringList &names);
    void setEnabled(bool isEnabled);
    /// As if a person had chosen it, but without changed().
    void setChoice(const PublishDevice &choice);
    /// Absent while a device is to be named and is not.
    [[nodiscard]] std::optional<PublishDevice> choice() const;

Q_SIGNALS:
    /// At once for another rule; for a name when typing pauses or ends.
    void changed();
    /// A name is being typed: changed() follows.
    void typing();

private:
    void onRuleChosen();
    [[nodiscard]] PublishDevice::Mode mode() const;

    QFormLayout &m_form;
    QComboBox *m_rule;
    QLineEdit *m_name;
    QStringListModel *m_names;
    QTimer m_pause;
};

} // namespace tidemark
