package io.github.openitem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same library from Java. */
class JavaTest {
    private static final LocalDate MAY = LocalDate.of(2026, 5, 1);

    private static OpenItem item() {
        return OpenItem.of("I1", "DE01", ItemKind.INVOICE, Side.DEBIT, "EUR", new BigDecimal("100.00"), new BigDecimal("100.00"), MAY, MAY)
            .withCustomer("C1")
            .withDue(LocalDate.of(2026, 5, 31));
    }

    @Test
    void aPolicyStartsFromItsPresetAndIsChangedByWith() {
        AgingPolicy policy = Policies.agingSap().withGroupBy(List.of(GroupBy.Parent.INSTANCE));
        Aging aging = OpenItems.agingAge(List.of(item()), null, LocalDate.of(2026, 6, 30), policy);
        assertEquals(policy, aging.getPolicy());
        assertEquals(0, new BigDecimal("100").compareTo(aging.getByCurrency().getTieOut().get(0).getOpenDebits()));
    }

    @Test
    void anErrorNeedsNoThrowsAndTellsItsData() {
        OpenItemException.UnknownCurrency error =
            assertThrows(OpenItemException.UnknownCurrency.class, () -> OpenItems.valueMinorUnits("QQQ", null));
        assertEquals("unknown_currency", error.getCode());
        assertEquals(ErrorKind.NOT_FOUND, error.getKind());
        assertEquals("QQQ", error.getCurrency());
    }

    @Test
    void aLedgerIsClosedByTry() {
        try (Ledger ledger = new Ledger()) {
            assertEquals(0, ledger.count());
        }
    }

    @Test
    void nullSaysWhichParameterItWasGivenFor() {
        NullPointerException error =
            assertThrows(NullPointerException.class, () -> OpenItems.agingAge(null, null, MAY, null));
        assertTrue(error.getMessage().contains("items"), error.getMessage());
        error = assertThrows(NullPointerException.class, () -> item().withOpen(null));
        assertTrue(error.getMessage().contains("open"), error.getMessage());
    }
}
