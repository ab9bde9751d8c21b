// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLabel;

namespace tidemark {

/// Offers the profiles of the Roboto SDK's configuration, so that nobody types an address and its
/// token again. GUI thread.
class ConfigurationField final : public QWidget
{
    Q_OBJECT

public:
    explicit ConfigurationField(QWidget *parent = nullptr);

    void setOffers(const Result<std::vector<ConfiguredAccess>> &offers);
    /// There is something to choose, or to say.
    [[nodiscard]] bool isWanted() const;
    /// The profile that is chosen; none: address and token are typed.
    [[nodiscard]] std::optional<ConfiguredAccess> choice() const;
    /// The fields are typed in from now on.
    void clearChoice();

Q_SIGNALS:
    void chosen(); ///< another one, by the person

protected:
    /// The wheel over a list without the focus is for the form, which may scroll.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QComboBox *m_profiles;
    QLabel *m_problem;
    std::vector<ConfiguredAccess> m_offers;
    int m_chosen = 0; ///< the row of the list
};

} // namespace tidemark
