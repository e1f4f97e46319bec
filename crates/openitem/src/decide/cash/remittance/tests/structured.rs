use super::super::*;
use StructuredScheme::{Belgian, Finnish, KidLuhn, KidModulo11, Qrr, Rf, SwedishOcr};

/// Published examples, each recomputed.
#[test]
fn published_references_prove_themselves() {
    let table = [
        // ISO 11649 as in python-stdnum and the tests of Swiss QR-bill libraries.
        ("RF18 5390 0754 7034", Rf, "RF18539007547034"),
        ("RF18000000000539007547034", Rf, "RF18000000000539007547034"),
        // SIX, QR-bill: the reference of the sample bill.
        ("21 00000 00003 13947 14300 09017", Qrr, "210000000003139471430009017"),
        // kouinkouin/be-bank-transfer-message, tests: a rest, and no rest (97).
        ("+++090/9337/55493+++", Belgian, "090933755493"),
        ("***000/0119/69897***", Belgian, "000011969897"),
        // IndriApollo.BelgianStructuredCommunication: 0851927541 % 97 = 15.
        ("+++ 085 / 1927 / 54115 +++", Belgian, "085192754115"),
        // Finance Finland by way of XMLdation, and JustOn's manual.
        ("12 34561", Finnish, "1234561"),
        ("1 23456 71234 56784", Finnish, "1234567123456784"),
        // Monitor ERP's manual: invoice 60224, KID 602243.
        ("602243", KidLuhn, "602243"),
        // The Danish Business Authority's example of modulus 11 with the weights that KID has: 13-74-81-36.
        ("13748136", KidModulo11, "13748136"),
    ];
    for (text, scheme, value) in table {
        assert_eq!(structured_reference(text, &[scheme]), [StructuredReference::new(scheme, value)], "{text}");
    }
    assert_eq!(structured_reference("12345682", &[SwedishOcr])[0].value, "12345682");
}

#[test]
fn one_wrong_digit_proves_nothing() {
    for (text, scheme) in [
        ("RF19 5390 0754 7034", Rf),
        ("21 00000 00003 13947 14300 09018", Qrr),
        ("+++090/9337/55494+++", Belgian),
        ("12 34562", Finnish),
        ("602244", KidLuhn),
        ("13748137", KidModulo11),
        ("", Rf),
        ("RF18 5390 0754 7034 and more", Rf),
        ("0000", Finnish),
        ("00", KidLuhn),
    ] {
        assert_eq!(structured_reference(text, &[scheme]), [], "{text}");
    }
}

#[test]
fn a_plain_number_is_given_in_every_scheme_that_it_passes() {
    let schemes: Vec<_> = structured_reference("12345678903", &[]).into_iter().map(|found| found.scheme).collect();
    assert_eq!(schemes, [KidLuhn, KidModulo11, SwedishOcr]);
    // The sum of 1234 with the weights 2, 3, 4, 5 is 30: eleven less the rest 8 is 3; of 16 it is 20, the rest 9: 2; of 6, 12: 10.
    assert_eq!(structured_reference("6-", &[KidModulo11])[0].value, "6-");
}
